package io.tallyport.expression;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.tallyport.expression", importOptions = ImportOption.DoNotIncludeTests.class)
final class LayeringTest {

    @ArchTest
    static final ArchRule knowsTheCoreAndItsLibrariesAlone = classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "java..",
                    "org.jspecify..",
                    "dev.cel..",
                    "com.dynatrace.hash4j..",
                    "com.google.protobuf..",
                    "com.google.common.collect..",
                    "com.google.errorprone..",
                    "com.google.re2j..",
                    "io.tallyport.domain..",
                    "io.tallyport.expression..");
}
