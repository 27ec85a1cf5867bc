package dev.gatehouse.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.StreamSupport;

/**
 * How many pages the statements of a claim, a start and a report touch: what {@code EXPLAIN (ANALYZE, BUFFERS)} says of
 * the very statements that the gateway runs, with their own plans, because PostgreSQL's auto_explain logs it for all of
 * them. Made of executions that go their way one by one.
 */
final class StatementPages {
    /** What each act's own statements are known by. */
    private static final Map<String, List<String>> ACTS = acts();

    private final Map<String, List<JsonNode>> plans;
    private final Map<String, Integer> levels;
    private final Map<String, List<String>> indexes;

    private StatementPages(
            Map<String, List<JsonNode>> plans, Map<String, Integer> levels, Map<String, List<String>> indexes) {
        this.plans = plans;
        this.levels = levels;
        this.indexes = indexes;
    }

    private static Map<String, List<String>> acts() {
        Map<String, List<String>> acts = new LinkedHashMap<>();
        acts.put("claim", List.of("WITH picked AS", "WITH leased AS"));
        acts.put("start", List.of("AS asked (id, fence)", "AS named (tenant, id)", "given AS"));
        acts.put("report", List.of("AS named (tenant, id)", "wiped AS"));
        acts.put("events", List.of("INSERT INTO event ", "INSERT INTO pending_leaf"));
        return acts;
    }

    /** The acts, in the order of an execution's way; what all of them record is apart. */
    static List<String> names() {
        return List.copyOf(ACTS.keySet());
    }

    /** Has everything explained while the executions go their way, and nothing before or after. */
    static StatementPages of(Installation installation, Runnable executions) throws SQLException, IOException {
        Path log = installation.home().resolve("log/postgres.log");
        explain(installation, true);
        // The first ones find new connections, whose first statements also read the catalogue.
        executions.run();
        long from = Files.size(log);
        executions.run();
        explain(installation, false);
        String text = Files.readString(log).substring((int) from);
        try (Connection connection = FinishedExecutions.connect(installation)) {
            return new StatementPages(plans(text), levels(connection), indexes(connection));
        }
    }

    private static void explain(Installation installation, boolean wanted) throws SQLException {
        String role = "ALTER ROLE gatehouse_app ";
        List<String> statements = wanted
                ? List.of(
                        "CREATE EXTENSION IF NOT EXISTS pageinspect",
                        role + "SET session_preload_libraries = 'auto_explain'",
                        role + "SET auto_explain.log_min_duration = 0",
                        role + "SET auto_explain.log_analyze = on",
                        role + "SET auto_explain.log_buffers = on",
                        role + "SET auto_explain.log_timing = off",
                        role + "SET auto_explain.log_format = json")
                : List.of(role + "RESET ALL");
        FinishedExecutions.run(installation, statements.toArray(String[]::new));
        // The gateway connects anew, with what its role has now.
        FinishedExecutions.run(
                installation, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'gatehouse_app'");
    }

    /** By what they are known by. A statement of two acts is a plan of each. */
    private static Map<String, List<JsonNode>> plans(String log) throws IOException {
        Map<String, List<JsonNode>> plans = new HashMap<>();
        String[] entries = log.split("plan:\n", -1);
        for (String entry : Arrays.copyOfRange(entries, 1, entries.length)) {
            var json = new StringBuilder();
            entry.lines().takeWhile(line -> line.startsWith("\t")).forEach(json::append);
            JsonNode plan = Json.parse(json.toString().getBytes(StandardCharsets.UTF_8));
            String query = plan.path("Query Text").asText();
            ACTS.values().stream()
                    .flatMap(List::stream)
                    .distinct()
                    .filter(query::contains)
                    .forEach(known ->
                            plans.computeIfAbsent(known, _ -> new ArrayList<>()).add(plan.get("Plan")));
        }
        return plans;
    }

    private static Map<String, Integer> levels(Connection connection) throws SQLException {
        Map<String, Integer> levels = new HashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("""
                        SELECT c.relname, (bt_metap(c.oid::regclass::text)).level FROM pg_class c
                        JOIN pg_am a ON a.oid = c.relam AND a.amname = 'btree'
                        WHERE c.relkind = 'i' AND c.relnamespace = 'public'::regnamespace""")) {
            while (rows.next()) {
                levels.put(rows.getString(1), rows.getInt(2));
            }
        }
        return levels;
    }

    private static Map<String, List<String>> indexes(Connection connection) throws SQLException {
        Map<String, List<String>> indexes = new HashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT tablename, indexname FROM pg_indexes WHERE schemaname = 'public'")) {
            while (rows.next()) {
                indexes.computeIfAbsent(rows.getString(1), _ -> new ArrayList<>())
                        .add(rows.getString(2));
            }
        }
        return indexes;
    }

    /** The pages of an act: the median of each of its statements, added up. */
    double pages(String act) {
        return ACTS.get(act).stream()
                .mapToDouble(known -> median(known, StatementPages::pages))
                .sum();
    }

    /**
     * How many pages an act may touch more than before because indexes have grown deeper: one a level and descent. Each
     * look-up by an index is a descent, and so is each row that is written, in each of its table's indexes.
     */
    double deeper(String act, StatementPages before) {
        return ACTS.get(act).stream()
                .mapToDouble(known -> before.median(known, plan -> deeper(plan, before)))
                .sum();
    }

    private double deeper(JsonNode node, StatementPages before) {
        double here = growth(node.path("Index Name").asText(), before)
                * node.path("Actual Loops").asDouble();
        if (node.path("Node Type").asText().equals("ModifyTable")) {
            double rows = StreamSupport.stream(node.path("Plans").spliterator(), false)
                    .filter(child -> child.path("Parent Relationship").asText().equals("Outer"))
                    .mapToDouble(child -> child.path("Actual Rows").asDouble()
                            * child.path("Actual Loops").asDouble())
                    .sum();
            here += rows
                    * indexes.getOrDefault(node.path("Relation Name").asText(), List.of()).stream()
                            .mapToDouble(index -> growth(index, before))
                            .sum();
        }
        return here
                + StreamSupport.stream(node.path("Plans").spliterator(), false)
                        .mapToDouble(child -> deeper(child, before))
                        .sum();
    }

    private double growth(String index, StatementPages before) {
        return index.isEmpty() ? 0 : Math.max(0, levels.getOrDefault(index, 0) - before.levels.getOrDefault(index, 0));
    }

    private static double pages(JsonNode plan) {
        return plan.path("Shared Hit Blocks").asDouble()
                + plan.path("Shared Read Blocks").asDouble();
    }

    private double median(String known, ToDoubleFunction<JsonNode> figure) {
        List<JsonNode> found = plans.getOrDefault(known, List.of());
        if (found.isEmpty()) {
            throw new IllegalStateException("no statement with " + known + " was explained");
        }
        return new BenchReport.Samples(found.stream().mapToDouble(figure).toArray()).median();
    }
}
