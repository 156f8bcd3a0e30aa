package io.tallyport.domain;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Random;
import java.util.Set;
import java.util.UUID;

/** What the core may know, and what it may never read. */
@AnalyzeClasses(packages = "io.tallyport.domain", importOptions = ImportOption.DoNotIncludeTests.class)
class LayeringTest {

    @ArchTest
    static final ArchRule coreKnowsTheJdkAndJspecifyAlone = classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "io.tallyport.domain..",
                    "java.lang..",
                    "java.math..",
                    "java.nio..",
                    "java.io..",
                    "java.security..",
                    "java.text..",
                    "java.time..",
                    "java.util..",
                    "org.jspecify..");

    @ArchTest
    static final ArchRule coreReadsNoClockAndRollsNoDice =
            noClasses().should().callMethodWhere(readsTheWorld()).orShould().callConstructorWhere(makesRandom());

    @ArchTest
    static final ArchRule namesSayWhatAThingIs = noClasses()
            .should()
            .haveSimpleNameStartingWith("Abstract")
            .orShould()
            .haveNameMatching(".*(Manager|Utils?|Helper|Common|Misc|Impl|Data|Info)(\\$.*)?");

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching("io.tallyport.domain.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule staticFieldsNeverChange =
            fields().that().areStatic().should().beFinal();

    @ArchTest
    static final ArchRule countingKnowsNoFloatingPoint = classes()
            .that()
            .resideInAnyPackage("..usage..", "..metering..", "..quota..", "..ledger..", "..anomaly..", "..catalog..")
            .should(new ArchCondition<>("use neither float nor double") {
                @Override
                public void check(JavaClass type, ConditionEvents events) {
                    type.getFields().stream()
                            .filter(field -> isFloating(field.getRawType()))
                            .forEach(field -> events.add(SimpleConditionEvent.violated(field, field.getDescription())));
                    type.getCodeUnits().stream()
                            .filter(unit -> isFloating(unit.getRawReturnType())
                                    || unit.getRawParameterTypes().stream().anyMatch(LayeringTest::isFloating))
                            .forEach(unit -> events.add(SimpleConditionEvent.violated(unit, unit.getDescription())));
                    type.getCodeUnitCallsFromSelf().stream()
                            .filter(call -> isFloating(call.getTarget().getRawReturnType())
                                    || call.getTarget().getRawParameterTypes().stream()
                                            .anyMatch(LayeringTest::isFloating))
                            .forEach(call -> events.add(SimpleConditionEvent.violated(call, call.getDescription())));
                }
            })
            .allowEmptyShould(true);

    private static boolean isFloating(JavaClass type) {
        return Set.of("float", "double", "java.lang.Float", "java.lang.Double").contains(type.getName());
    }

    private static DescribedPredicate<JavaAccess<?>> readsTheWorld() {
        return DescribedPredicate.describe("read a clock, chance or the environment", access -> {
            String owner = access.getTargetOwner().getName();
            String name = access.getTarget().getName();
            return switch (owner) {
                case "java.lang.System" ->
                    Set.of("currentTimeMillis", "nanoTime", "getenv", "getProperty")
                            .contains(name);
                case "java.lang.Math" -> name.equals("random");
                case "java.util.UUID" -> name.equals("randomUUID");
                default -> owner.startsWith("java.time.") && (name.equals("now") || name.startsWith("system"));
            };
        });
    }

    private static DescribedPredicate<JavaAccess<?>> makesRandom() {
        return DescribedPredicate.describe(
                "make a source of chance",
                access -> access.getTargetOwner().isAssignableTo(Random.class)
                        || access.getTargetOwner().isEquivalentTo(UUID.class)
                        || access.getTargetOwner().getName().equals("java.util.SplittableRandom"));
    }
}
