package dev.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds the page of all settings to the code. */
class ConfigurationPageTest {
    private static final Pattern VARIABLE = Pattern.compile("\\bGATEHOUSE_[A-Z_]*[A-Z]");

    /** What a job finds in its environment: told by the worker protocol, set by nobody. */
    private static final Set<String> OF_JOBS = Set.of("GATEHOUSE_EXECUTION", "GATEHOUSE_FENCE", "GATEHOUSE_OUTPUTS");

    @Test
    void thePageIsWhatTheSourcesSay() throws IOException {
        if (System.getProperty("write") != null) {
            Files.writeString(ConfigurationPage.FILE, ConfigurationPage.text());
        }

        assertThat(Files.readString(ConfigurationPage.FILE))
                .as("write it again: " + ConfigurationPage.COMMAND)
                .isEqualTo(ConfigurationPage.text());
    }

    @Test
    void everyPropertySaysInASentenceWhatItIs() {
        var groups = MappedProperties.inSources();

        assertThat(groups).hasSizeGreaterThanOrEqualTo(3);
        assertThat(groups.stream().flatMap(group -> group.properties().stream()))
                .hasSizeGreaterThan(20);
        assertThat(groups.stream().filter(group -> !group.text().endsWith("."))).isEmpty();
        assertThat(groups.stream()
                        .flatMap(group -> group.properties().stream())
                        .filter(property -> !property.text().matches("[A-Z`].*\\.")))
                .isEmpty();
    }

    @Test
    void everyVariableOfTheScriptAndThePrograms() throws IOException {
        Set<String> used = new TreeSet<>();
        try (Stream<java.nio.file.Path> sources = Files.walk(Clone.ROOT.resolve("cli/src/main"))) {
            for (var source : sources.filter(Files::isRegularFile).toList()) {
                VARIABLE.matcher(Files.readString(source))
                        .results()
                        .map(MatchResult::group)
                        .forEach(used::add);
            }
        }
        VARIABLE.matcher(Files.readString(Clone.ROOT.resolve("gatehouse")))
                .results()
                .map(MatchResult::group)
                .forEach(used::add);
        used.removeAll(OF_JOBS);

        assertThat(used).hasSizeGreaterThan(3);
        assertThat(used.stream().filter(name -> !ConfigurationPage.text().contains("`" + name + "`")))
                .isEmpty();
    }
}
