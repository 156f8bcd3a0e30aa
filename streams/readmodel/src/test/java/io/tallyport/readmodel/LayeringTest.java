package io.tallyport.readmodel;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.tallyport.readmodel", importOptions = ImportOption.DoNotIncludeTests.class)
final class LayeringTest {

    private static final DescribedPredicate<JavaClass> WIRE_OR_KAFKA =
            JavaClass.Predicates.resideInAnyPackage("org.apache..", "io.tallyport.wire..", "org.rocksdb..");

    @ArchTest
    static final ArchRule sharesTopicsButNoClassesWithItsSiblings = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.tallyport.pipeline..", "io.tallyport.client..", "io.tallyport.port..", "io.tallyport.app..");

    @ArchTest
    static final ArchRule publicMethodsSpeakNeitherKafkaNorAvro = methods()
            .that()
            .arePublic()
            .and()
            .areDeclaredInClassesThat()
            .arePublic()
            .and()
            .areDeclaredInClassesThat()
            .resideInAPackage("io.tallyport.readmodel")
            .should()
            .notHaveRawReturnType(WIRE_OR_KAFKA);

    @ArchTest
    static final ArchRule publicRecordsHoldNeitherKafkaNorAvro = fields().that()
            .areDeclaredInClassesThat()
            .areRecords()
            .and()
            .areDeclaredInClassesThat()
            .arePublic()
            .and()
            .areDeclaredInClassesThat()
            .resideInAPackage("io.tallyport.readmodel")
            .should()
            .notHaveRawType(WIRE_OR_KAFKA);

    @ArchTest
    static final ArchRule onlyTheStoreKnowsRocksDb = noClasses()
            .that()
            .resideInAPackage("io.tallyport.readmodel")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.rocksdb..");

    @ArchTest
    static final ArchRule theStoreKnowsNobodyAbove = noClasses()
            .that()
            .resideInAPackage("io.tallyport.readmodel.store")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.tallyport.readmodel", "io.tallyport.contract..", "org.apache.kafka..");

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching("io.tallyport.(readmodel..)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule namesSayWhatThingsAre =
            classes().should().haveNameNotMatching(".*(Manager|Utils?|Helper|Common|Misc|Impl|Data|Info)$");
}
