package dev.gatehouse.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Holds the page about roles to the roles. */
class RolesPageTest {
    private static final Path PAGE = Path.of("../docs/people.md");

    private static String row(String first, Function<Role, String> cell) {
        return "| " + first + " | " + Role.BUILT_IN.stream().map(cell).collect(Collectors.joining(" | ")) + " |\n";
    }

    private static String table() {
        return row("permission", Role::name)
                + "|" + "---|".repeat(Role.BUILT_IN.size() + 1) + "\n"
                + Permission.ALL.stream()
                        .map(permission -> row(
                                "`" + permission + "`",
                                role -> role.spec().permissions().contains(permission) ? "yes" : ""))
                        .collect(Collectors.joining());
    }

    @Test
    void thePageShowsWhatEachBuiltInRoleAllows() throws IOException {
        String table = table();

        assertThat(Files.readString(PAGE))
                .as("docs/people.md does not show the roles as they are; its table is\n" + table)
                .contains(table);
    }

    @Test
    void thePageSaysOfEachBuiltInRoleWhatItMay() throws IOException {
        String page = Files.readString(PAGE);

        for (Role role : Role.BUILT_IN) {
            String may = role.spec().description().replaceFirst("^May ", "");
            assertThat(page).contains("| " + role.name() + " | " + may);
        }
    }
}
