package dev.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the documentation to the code: its links lead somewhere, its commands are commands, the tour's types exist. */
class DocumentationTest {
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#]+)(?:#[^)]*)?\\)");
    private static final Pattern SHELL = Pattern.compile("(?ms)^```sh\\n(.*?)^```");
    private static final Pattern INLINE = Pattern.compile("`(\\./gatehouse [^`]+)`");
    private static final Pattern TYPE = Pattern.compile("[`\\[]([A-Z][a-z]+(?:[A-Z][A-Za-z]*)?)(?:`|\\]\\()");
    private static final Set<String> SCRIPT = Set.of("up", "down", "status", "test", "it", "bench", "mvn");
    private static final Path TOUR = Clone.ROOT.resolve("docs/tour.md");

    @ParameterizedTest
    @MethodSource("pages")
    void everyLinkLeadsToAFile(Path page) {
        assertThat(found(LINK, page)
                        .map(link -> link.group(1))
                        .filter(link -> !link.startsWith("http"))
                        .filter(link -> !Files.exists(page.resolveSibling(link))))
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyCommandIsACommand(Path page) {
        for (String command : commands(page)) {
            List<String> words = List.of(
                    command.replaceAll("^([A-Z_]+=\\S* )+| <.*| \\|.*| >.*", "").split(" +"));
            assertThat(words.getFirst()).isEqualTo("./gatehouse");
            if (!SCRIPT.contains(words.get(1))) {
                String[] arguments = words.subList(1, words.size()).toArray(String[]::new);
                assertThatCode(() -> Gatehouse.commandLine(World.ofProcess()).parseArgs(arguments))
                        .as(command)
                        .doesNotThrowAnyException();
            }
        }
    }

    @Test
    void theReadmeIsOneScreenAndHasCommands() throws IOException {
        Path readme = Clone.ROOT.resolve("README.md");

        assertThat(Files.readAllLines(readme)).hasSizeLessThan(80);
        assertThat(commands(readme)).hasSizeGreaterThanOrEqualTo(5);
    }

    @Test
    void theIndexNamesEveryDecision() throws IOException {
        Path index = Clone.ROOT.resolve("docs/adr/README.md");
        try (Stream<Path> files = Files.list(index.getParent())) {
            assertThat(files.map(file -> file.getFileName().toString()).filter(name -> !name.equals("README.md")))
                    .containsExactlyInAnyOrderElementsOf(
                            found(LINK, index).map(link -> link.group(1)).toList());
        }
    }

    @Test
    void everyTypeThatTheTourNamesExists() {
        Set<String> types = sources()
                .map(file -> file.getFileName().toString().replace(".java", ""))
                .collect(Collectors.toSet());

        assertThat(found(TYPE, TOUR).map(type -> type.group(1)))
                .hasSizeGreaterThan(10)
                .isSubsetOf(types);
    }

    @Test
    void everyStopOfTheTourIsShort() {
        assertThat(stops()).hasSizeGreaterThanOrEqualTo(8);
        assertThat(stops().stream().filter(file -> text(file).lines().count() > 200))
                .isEmpty();
    }

    @Test
    void everyStopOfTheTourNamesTheNext() {
        List<Path> stops = stops();

        for (int i = 1; i < stops.size(); i++) {
            String next = stops.get(i).getFileName().toString().replace(".java", "");
            assertThat(text(stops.get(i - 1)))
                    .as(stops.get(i - 1).toString())
                    .containsPattern("Next on the tour: \\{@(code|link) " + next + "}");
        }
    }

    private static List<Path> stops() {
        return found(LINK, TOUR)
                .map(link -> TOUR.resolveSibling(link.group(1)).normalize())
                .filter(file -> file.toString().endsWith(".java"))
                .toList();
    }

    static Stream<Path> pages() throws IOException {
        List<Path> pages = new ArrayList<>();
        try (Stream<Path> top = Files.list(Clone.ROOT);
                Stream<Path> docs = Files.walk(Clone.ROOT.resolve("docs"))) {
            Stream.concat(Stream.concat(top, docs), Stream.of(Clone.ROOT.resolve("examples/README.md")))
                    .filter(file -> file.toString().endsWith(".md"))
                    .forEach(pages::add);
        }
        return pages.stream().sorted();
    }

    private static List<String> commands(Path page) {
        return Stream.concat(blocks(page).stream(), found(INLINE, page).map(inline -> inline.group(1)))
                .toList();
    }

    /** The lines of a page's shell blocks. */
    static List<String> blocks(Path page) {
        return found(SHELL, page)
                .flatMap(block -> block.group(1).lines())
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .toList();
    }

    private static Stream<MatchResult> found(Pattern pattern, Path page) {
        return pattern.matcher(text(page)).results();
    }

    private static Stream<Path> sources() {
        try {
            List<Path> all = new ArrayList<>();
            try (Stream<Path> files = Files.walk(Clone.ROOT)) {
                files.filter(file -> file.toString().endsWith(".java")
                                && file.toString().contains("/java/dev/gatehouse/"))
                        .forEach(all::add);
            }
            return all.stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
