package io.tallyport.port;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The port shares topics with the pipeline, never classes. */
@AnalyzeClasses(packages = "io.tallyport.port", importOptions = ImportOption.DoNotIncludeTests.class)
class LayeringTest {

    @ArchTest
    static final ArchRule knowsNeitherPipelineNorApp = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.tallyport.pipeline..", "io.tallyport.app..", "org.apache.kafka.streams..");

    @ArchTest
    static final ArchRule celStaysInItsModule =
            noClasses().should().dependOnClassesThat().resideInAnyPackage("dev.cel..", "com.google..");

    @ArchTest
    static final ArchRule usesOnlyTheFaceOfTheClientAndTheReadModel = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.tallyport.client.internal..", "io.tallyport.readmodel.store..");

    @ArchTest
    static final ArchRule onlyTheTopPackageKnowsTheServer = noClasses()
            .that()
            .resideInAPackage("io.tallyport.port.(*)..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.javalin..", "org.eclipse.jetty..", "jakarta.servlet..");

    @ArchTest
    static final ArchRule packagesAreFreeOfCycles =
            slices().matching("io.tallyport.port.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule readsNoEnvironmentAndNoClock = noClasses()
            .should()
            .callMethod(System.class, "getenv", String.class)
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(java.time.Instant.class, "now");

    @ArchTest
    static final ArchRule noBannedNames = noClasses()
            .should()
            .haveNameMatching(".*(Manager|Utils?|Helper|Common|Misc|Impl|Data|Info)$")
            .orShould()
            .haveSimpleNameStartingWith("Abstract");

    @ArchTest
    static final ArchRule staticFieldsAreFinal =
            fields().that().areStatic().should().beFinal();
}
