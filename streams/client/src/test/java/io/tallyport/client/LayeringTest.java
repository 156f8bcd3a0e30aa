package io.tallyport.client;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** What the client may know of the rest. */
@AnalyzeClasses(packages = "io.tallyport.client", importOptions = ImportOption.DoNotIncludeTests.class)
class LayeringTest {

    @ArchTest
    static final ArchRule clientSharesTopicsNotClassesWithTheOthers = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.tallyport.pipeline..",
                    "io.tallyport.readmodel..",
                    "io.tallyport.port..",
                    "io.tallyport.app..",
                    "org.apache.kafka.streams..");

    @ArchTest
    static final ArchRule onlyCodecsKnowAvro = noClasses()
            .that()
            .resideOutsideOfPackage("io.tallyport.client.internal")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.avro..", "io.tallyport.wire..", "io.confluent..");

    @ArchTest
    static final ArchRule codecsDoNotKnowThePublicFace = noClasses()
            .that()
            .resideInAPackage("io.tallyport.client.internal")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.tallyport.client");

    @ArchTest
    static final ArchRule environmentIsReadByTheAppAlone = noClasses()
            .should()
            .callMethod(System.class, "getenv", String.class)
            .orShould()
            .callMethod(System.class, "getenv");

    @ArchTest
    static final ArchRule namesSayWhatAThingIs = noClasses()
            .should()
            .haveSimpleNameStartingWith("Abstract")
            .orShould()
            .haveNameMatching(".*(Manager|Utils?|Helper|Common|Misc|Impl|Data|Info)(\\$.*)?");

    @ArchTest
    static final ArchRule staticFieldsNeverChange =
            fields().that().areStatic().should().beFinal();
}
