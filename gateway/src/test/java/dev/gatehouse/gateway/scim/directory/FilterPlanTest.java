package dev.gatehouse.gateway.scim.directory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.scim.filter.Filter;
import dev.gatehouse.gateway.scim.query.Condition;
import dev.gatehouse.gateway.scim.query.FilterKey;
import dev.gatehouse.gateway.scim.query.FilterQuery;
import dev.gatehouse.gateway.scim.query.Sources;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Plans that were made while there was nobody yet stay in use until somebody counts: they read one row for one user all the
 * same, and so do those that are made later without statistics, and with them.
 */
@QuarkusTest
class FilterPlanTest {
    private static final int MANY = 3_000;
    private static final Client CLIENT = new Client("acme", UUID.randomUUID(), "c");

    @Inject
    @ConfigProperty(name = "quarkus.datasource.jdbc.url")
    String url;

    @Inject
    @ConfigProperty(name = "quarkus.flyway.username")
    String owner;

    @Inject
    @ConfigProperty(name = "quarkus.flyway.password")
    String password;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "userName eq \"user7\"",
                "externalId eq \"e-7\"",
                "emails.value eq \"user7\"",
                "active eq true and userName eq \"user7\"",
            })
    void readsNobodyButWhomItFinds(String filter) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url, owner, password);
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            // As connections of the gateway have it; these tables are the transaction's own, and empty.
            statement.execute("SET plan_cache_mode = 'force_generic_plan'; SET enable_seqscan = off");
            for (String table : List.of("subject", "directory_user", "user_email")) {
                statement.execute(
                        "CREATE TEMP TABLE " + table + " (LIKE public." + table + " INCLUDING ALL) ON COMMIT DROP");
            }
            List<Object> parameters = prepare(statement, filter);
            String none = plan(statement, parameters);
            fill(statement);

            String stale = plan(statement, parameters);
            statement.execute("DISCARD PLANS");
            String guessed = plan(statement, parameters);
            statement.execute("ANALYZE subject, directory_user, user_email");
            String informed = plan(statement, parameters);

            assertThat(none).contains("rows=0");
            assertThat(List.of(stale, guessed, informed))
                    .allSatisfy(plan -> assertThat(plan).contains("rows=1").doesNotContain("Rows Removed"));
            connection.rollback();
        }
    }

    private static List<Object> prepare(Statement statement, String filter) throws SQLException {
        Filter parsed = FilterQuery.parse(filter);
        Optional<Condition> key = FilterKey.of(Sources.USER, CLIENT.tenant(), parsed);
        Condition condition = FilterQuery.of(Sources.USER, "https://g", parsed);
        String sql = new ListQuery(key, condition, Optional.empty(), new Start.At(0), 100).from("directory_user", "u");
        var numbered = new StringBuilder("PREPARE filtered AS SELECT u.id");
        int number = 0;
        for (int i = 0; i < sql.length(); i++) {
            char each = sql.charAt(i);
            numbered.append(each == '?' ? "$" + ++number : Character.toString(each));
        }
        statement.execute(numbered.toString());
        var parameters = new ArrayList<Object>(key.orElseThrow().parameters());
        parameters.add(CLIENT.id());
        parameters.addAll(condition.parameters());
        return parameters;
    }

    private static String plan(Statement statement, List<Object> parameters) throws SQLException {
        String values = parameters.stream().map(each -> "'" + each + "'").collect(Collectors.joining(","));
        var plan = new StringBuilder();
        try (var row = statement.executeQuery("EXPLAIN (ANALYZE, TIMING OFF) EXECUTE filtered (" + values + ")")) {
            while (row.next()) {
                plan.append(row.getString(1)).append('\n');
            }
        }
        return plan.toString();
    }

    private static void fill(Statement statement) throws SQLException {
        String each = " FROM generate_series(1, " + MANY + ") AS i";
        statement.execute(
                "INSERT INTO subject (tenant, id, kind, name) SELECT 'acme', " + id() + ", 'user', 'user' || i" + each);
        statement.execute("""
                INSERT INTO directory_user (tenant, id, client_id, user_name, user_name_lc, external_id, attributes)
                SELECT 'acme', %s, '%s', 'user' || i, 'user' || i, 'e-' || i, '{}'""".formatted(id(), CLIENT.id()) + each);
        statement.execute("""
                INSERT INTO user_email (tenant, user_id, position, value, value_lc)
                SELECT 'acme', %s, 0, 'user' || i, 'user' || i""".formatted(id()) + each);
    }

    private static String id() {
        return "('00000000-0000-7000-8000-' || lpad(to_hex(i), 12, '0'))::uuid";
    }
}
