package io.tallyport.pipeline;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.tallyport.pipeline", importOptions = ImportOption.DoNotIncludeTests.class)
class LayeringTest {

    @ArchTest
    static final ArchRule SHARES_TOPICS_NOT_CLASSES = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.tallyport.client..", "io.tallyport.readmodel..", "io.tallyport.port..", "io.tallyport.app..");

    @ArchTest
    static final ArchRule CEL_STAYS_IN_ITS_MODULE =
            noClasses().should().dependOnClassesThat().resideInAnyPackage("dev.cel..", "com.google..");

    @ArchTest
    static final ArchRule WIRE_CLASSES_STAY_IN_MAPPING_AND_RECOUNT = noClasses()
            .that()
            .resideOutsideOfPackages("..mapping..", "..recount..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.tallyport.wire..", "org.apache.avro..");

    @ArchTest
    static final ArchRule NO_DECISION_READS_A_CLOCK = noClasses()
            .should()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(java.time.Instant.class, "now");

    @ArchTest
    static final ArchRule NO_CATCH_ALL_CLASSES =
            noClasses().should().haveNameMatching(".*(Manager|Utils?|Helper|Common|Misc|Impl|Info)$");

    @ArchTest
    static final ArchRule INNER_PACKAGES_HAVE_NO_CYCLES = slices().matching("io.tallyport.pipeline.(state|mapping)..")
            .should()
            .beFreeOfCycles();
}
