package dev.gatehouse.cli;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** Holds the modules apart as the design's import table says, and the code to the house's style. */
class ArchitectureTest {
    private static final String OURS = "dev.gatehouse.";

    /** Module → modules whose root package it may use. */
    private static final Map<String, Set<String>> MAY_USE = Map.of(
            "observability", Set.of(),
            "policy", Set.of("observability"),
            "audit", Set.of("observability"),
            "worker", Set.of("observability"),
            "secrets", Set.of("policy", "worker", "observability"),
            "gateway", Set.of("policy", "audit", "worker", "secrets", "observability"),
            "cli", Set.of("policy", "audit", "worker", "observability"));

    private static final Set<String> ROUTES = Set.of("GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS");

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.gatehouse");

    @Test
    void seesTheClassesOfEveryModule() {
        Map<String, Long> seen = CLASSES.stream()
                .collect(Collectors.groupingBy(ArchitectureTest::module, TreeMap::new, Collectors.counting()));

        assertThat(seen.keySet()).containsExactlyInAnyOrderElementsOf(MAY_USE.keySet());
        assertThat(CLASSES.size()).isGreaterThanOrEqualTo(200);
    }

    @Test
    void modulesUseOnlyTheModulesTheDesignAllowsThem() {
        MAY_USE.forEach((module, allowed) -> {
            String[] forbidden = MAY_USE.keySet().stream()
                    .filter(other -> !other.equals(module) && !allowed.contains(other))
                    .map(other -> OURS + other + "..")
                    .toArray(String[]::new);
            if (forbidden.length > 0) {
                noClasses()
                        .that(resideInAPackage(OURS + module + ".."))
                        .should()
                        .dependOnClassesThat(resideInAnyPackage(forbidden))
                        .because("design.md, section 3")
                        .check(CLASSES);
            }
        });
    }

    @Test
    void aModulesSubPackagesAreItsOwn() {
        for (String module : MAY_USE.keySet()) {
            noClasses()
                    .that(not(resideInAPackage(OURS + module + "..")))
                    .should()
                    .dependOnClassesThat(resideInAPackage(OURS + module + ".*.."))
                    .because("a module's root package is its whole API")
                    .allowEmptyShould(true)
                    .check(CLASSES);
        }
    }

    @Test
    void packagesDependOnEachOtherInOneDirection() {
        slices().matching("dev.gatehouse.(*)..").should().beFreeOfCycles().check(CLASSES);
        slices().matching("dev.gatehouse.gateway.(*)..")
                .should()
                .beFreeOfCycles()
                .check(CLASSES);
        slices().matching("dev.gatehouse.worker.(*)..")
                .should()
                .beFreeOfCycles()
                .check(CLASSES);
    }

    @Test
    void everyPackageSaysThatNothingIsNull() {
        Set<String> unmarked = CLASSES.stream()
                .map(JavaClass::getPackage)
                .filter(each -> each.tryGetAnnotationOfType(NullMarked.class).isEmpty())
                .map(each -> each.getName())
                .collect(Collectors.toSet());

        assertThat(unmarked).isEmpty();
    }

    @Test
    void dependenciesComeThroughTheConstructor() {
        fields().should()
                .notBeAnnotatedWith("jakarta.inject.Inject")
                .andShould()
                .notBeAnnotatedWith("org.eclipse.microprofile.config.inject.ConfigProperty")
                .check(CLASSES);
    }

    @Test
    void nothingLogsPastTheLogOrPrintsOutsideTheCommandLine() {
        noClasses()
                .should()
                .dependOnClassesThat(resideInAPackage("java.util.logging.."))
                .check(CLASSES);
        noClasses()
                .that(not(resideInAPackage(OURS + "cli..")))
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .check(CLASSES);
    }

    @Test
    void onlyTheGatewayKnowsSqlAndInjection() {
        noClasses()
                .that(not(resideInAPackage(OURS + "gateway..")))
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                        "java.sql..",
                        "javax.sql..",
                        "jakarta..",
                        "io.quarkus..",
                        "org.hibernate..",
                        "org.postgresql.."))
                .check(CLASSES);
    }

    @Test
    void nothingImportsWhatOtherLibrariesBringAlong() {
        noClasses()
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                        "com.google.common..", "org.apache.commons.lang..", "org.apache.commons.lang3..", "lombok.."))
                .check(CLASSES);
    }

    @Test
    void namesSayWhatDistinguishesAType() {
        var tired = ".*(Util|Utils|Helper|Helpers|Manager|Impl|Common)|(Default|Abstract|Base)[A-Z].*";

        assertThat(topLevel().map(JavaClass::getSimpleName).filter(name -> name.matches(tired)))
                .isEmpty();
    }

    @Test
    void mostTypesAreOutOfOtherModulesReach() {
        List<JavaClass> all = topLevel().toList();
        long reachable = all.stream()
                .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                .filter(type -> type.getPackageName().equals(OURS + module(type)))
                .count();

        assertThat(100 - 100 * reachable / all.size())
                .as("%% of %d top-level types that are package-private or in a sub-package".formatted(all.size()))
                .isGreaterThanOrEqualTo(60);
    }

    @Test
    void everyRouteIsPublicAndSaysWhichPermissionItAsksFor() {
        List<JavaMethod> routes = CLASSES.stream()
                .flatMap(type -> type.getMethods().stream())
                .filter(ArchitectureTest::isRoute)
                .toList();

        assertThat(routes).hasSizeGreaterThanOrEqualTo(15);
        assertThat(routes.stream().filter(method -> !method.getModifiers().contains(JavaModifier.PUBLIC)))
                .as("routes that are silently a 404")
                .isEmpty();
        assertThat(routes.stream().filter(method -> declarations(method) != 1))
                .as("routes without exactly one of @Requires and @Unguarded")
                .isEmpty();
    }

    private static boolean isRoute(JavaMethod method) {
        return method.getAnnotations().stream()
                .map(annotation -> annotation.getRawType())
                .anyMatch(
                        type -> type.getPackageName().equals("jakarta.ws.rs") && ROUTES.contains(type.getSimpleName()));
    }

    private static long declarations(JavaMethod method) {
        return Stream.of("Requires", "Unguarded")
                .filter(name -> method.isAnnotatedWith(OURS + "gateway.identity." + name))
                .count();
    }

    private Stream<JavaClass> topLevel() {
        return CLASSES.stream()
                .filter(JavaClass::isTopLevelClass)
                .filter(type -> !type.getSimpleName().equals("package-info"))
                .filter(type -> !type.getSimpleName().contains("_"));
    }

    private static String module(JavaClass type) {
        return type.getPackageName().substring(OURS.length()).split("\\.", 2)[0];
    }
}
