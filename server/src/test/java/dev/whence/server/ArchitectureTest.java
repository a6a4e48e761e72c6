package dev.whence.server;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The arrows of docs/architecture.md. */
class ArchitectureTest {
    private static final JavaClasses WHENCE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.whence");

    /** Which of our own modules each may know. */
    private static final Map<String, List<String>> MAY_KNOW = Map.of(
            "model", List.of(),
            "appender", List.of("model"),
            "indexer", List.of("model"),
            "anomaly", List.of("model"),
            "analyzer", List.of("model", "indexer", "anomaly"),
            "fixtures", List.of("model", "appender"));

    @Test
    void modulesKnowOnlyThoseBelowThem() {
        MAY_KNOW.forEach((module, known) -> {
            List<String> forbidden = new ArrayList<>(MAY_KNOW.keySet());
            forbidden.add("server");
            forbidden.add("launcher");
            forbidden.remove(module);
            forbidden.removeAll(known);
            noClasses()
                    .that()
                    .resideInAPackage("dev.whence." + module + "..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(forbidden.stream()
                            .map(other -> "dev.whence." + other + "..")
                            .toArray(String[]::new))
                    .because("docs/architecture.md lets " + module + " know " + known + " only")
                    .check(WHENCE);
        });
    }

    @Test
    void theAnalyzerKnowsOnlyThePortOfTheStore() {
        noClasses()
                .that()
                .resideInAPackage("dev.whence.analyzer..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.whence.indexer.*..")
                .check(WHENCE);
    }

    @Test
    void nothingButTheIndexerKnowsLucene() {
        onlyIn("org.apache.lucene..", "dev.whence.indexer..");
    }

    @Test
    void nothingButTheServerKnowsHttp() {
        onlyIn("io.javalin..", "dev.whence.server..");
        onlyIn("org.eclipse.jetty..", "dev.whence.server..");
        onlyIn("jakarta.servlet..", "dev.whence.server..");
    }

    @Test
    void withinTheServerOnlyTheApiKnowsJavalin() {
        noClasses()
                .that()
                .resideInAPackage("dev.whence.server..")
                .and()
                .resideOutsideOfPackage("dev.whence.server.api..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.javalin..", "org.eclipse.jetty..", "jakarta.servlet..")
                .check(WHENCE);
    }

    @Test
    void nothingButAnomalyKnowsTribuo() {
        onlyIn("org.tribuo..", "dev.whence.anomaly..");
    }

    @Test
    void thePortShowsNothingOfAStore() {
        noClasses()
                .that()
                .resideInAPackage("dev.whence.indexer")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.lucene..", "dev.whence.indexer.*..")
                .check(WHENCE);
    }

    /** A module's root package holds its values and its composition, so it and the others know each other. */
    @Test
    void modulesAndTheirPackagesHaveNoCycles() {
        slices().matching("dev.whence.(*)..").should().beFreeOfCycles().check(WHENCE);
        slices().matching("dev.whence.(*).(*)..").should().beFreeOfCycles().check(WHENCE);
    }

    @Test
    void onlyCommandsWriteToStandardOutput() {
        noClasses()
                .that()
                .resideOutsideOfPackages("dev.whence.server.cli..", "dev.whence.server.demo..", "dev.whence.launcher..")
                .and()
                .doNotHaveFullyQualifiedName("dev.whence.server.Main")
                .should()
                .accessField(System.class, "out")
                .check(WHENCE);
    }

    @Test
    void theLauncherRunsOnAnyJava() {
        classes()
                .that()
                .resideInAPackage("dev.whence.launcher..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "dev.whence.launcher..", "org.jspecify..")
                .check(WHENCE);
    }

    private static void onlyIn(String library, String home) {
        noClasses()
                .that()
                .resideOutsideOfPackage(home)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library)
                .check(WHENCE);
    }
}
