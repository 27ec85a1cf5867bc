package dev.gatehouse.policy.cel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PolicyPageTest {
    private static final Pattern ROW = Pattern.compile("(?m)^\\| (`[^|]+) \\|");
    private static final Pattern NAME = Pattern.compile("`([a-zA-Z.]+)`");

    @Test
    void thePageNamesEveryVariableInTheTableOfThoseWhoHaveIt() throws IOException {
        String page = Files.readString(Path.of("..", "docs", "policy.md"));
        String conditions = page.substring(page.indexOf("## Conditions"));
        int runs = conditions.indexOf("Runs alone");

        assertThat(names(conditions.substring(0, runs))).isEqualTo(paths(false));
        assertThat(names(conditions.substring(runs))).isEqualTo(paths(true));
    }

    private static String names(String tables) {
        return ROW.matcher(tables)
                .results()
                .flatMap(row -> NAME.matcher(row.group(1)).results())
                .map(name -> name.group(1))
                .sorted()
                .collect(Collectors.joining("\n"));
    }

    private static String paths(boolean ofRun) {
        return Stream.of(Variable.values())
                .filter(variable -> variable.isOfRun() == ofRun)
                .map(Variable::path)
                .sorted()
                .collect(Collectors.joining("\n"));
    }
}
