package dev.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What can only be seen in files: their length, and what lies in the worker's jar. */
class SourceTreeTest {
    private static final int LONGEST = 400;

    @Test
    void noSourceFileIsLong() throws IOException {
        try (Stream<Path> files = Files.walk(Clone.ROOT)) {
            List<Path> sources = files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> !file.toString().contains("/target/"))
                    .toList();

            assertThat(sources).hasSizeGreaterThan(200);
            assertThat(sources.stream().filter(file -> lines(file) > LONGEST).map(Clone.ROOT::relativize))
                    .isEmpty();
        }
    }

    @Test
    void theWorkersJarHoldsNoServerNoPolicyLanguageAndNoVaultDriver() throws IOException {
        Path jar = Clone.ROOT.resolve("worker/target/gatehouse-worker.jar");
        Set<String> packages = new TreeSet<>();
        try (var opened = new JarFile(jar.toFile())) {
            opened.stream()
                    .map(entry -> entry.getName())
                    .filter(name -> name.endsWith(".class") && name.contains("/"))
                    .map(name -> name.substring(0, name.lastIndexOf('/')).replace('/', '.'))
                    .forEach(packages::add);
        }

        assertThat(packages).contains("dev.gatehouse.worker", "dev.gatehouse.worker.agent");
        assertThat(packages.stream().filter(SourceTreeTest::isForeign)).isEmpty();
        assertThat(packages.stream().filter(name -> name.startsWith("dev.gatehouse.")))
                .allMatch(name ->
                        name.startsWith("dev.gatehouse.worker") || name.startsWith("dev.gatehouse.observability"));
    }

    private static boolean isForeign(String name) {
        return Stream.of(
                        "io.quarkus",
                        "io.vertx",
                        "io.netty",
                        "jakarta",
                        "dev.cel",
                        "io.github.jopenlibs",
                        "org.postgresql",
                        "org.hibernate")
                .anyMatch(name::startsWith);
    }

    private static long lines(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
