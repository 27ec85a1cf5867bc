package dev.gatehouse.gateway.execution;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.job.JobSpec;
import dev.gatehouse.gateway.resource.JobVersion;
import dev.gatehouse.gateway.resource.Jobs;
import dev.gatehouse.policy.JobName;
import dev.gatehouse.policy.JobReference;
import dev.gatehouse.policy.Namespace;
import dev.gatehouse.policy.SubmitQuestion;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Gatherers;

/**
 * The recorded questions whether executions may be created, as they were asked, and not those at their starts: with the groups, the token and the address
 * of then, and the revision of the job of then. Only names of subjects are those of now, for a record has none. Thread-safe.
 *
 * <p>It reads short pages in the order of the ids, which is nearly that of time.
 */
@Singleton
public final class QuestionHistory {
    /** How far the clock by which an id was made may have been from the database's. */
    private static final Duration SLACK = Duration.ofHours(1);

    private static final int MOST_JOBS_KEPT = 256;
    private static final int JOBS_AT_ONCE = 16;
    private static final int MOST_NAMES_KEPT = 50_000;

    private static final String PAGE = """
            SELECT id, at, complete, subject_id, body FROM question
             WHERE tenant = ? AND id > ? AND id <= ? AND act = 'execution:create' AND at >= ? AND at < ?
               AND (outcome <> 'deny' OR body -> '%s' IS NULL)
             ORDER BY id LIMIT ?""".formatted(QuestionDocument.EXECUTION);

    private static final String NAMES = "SELECT id, name FROM subject WHERE tenant = ? AND id = ANY (?)";

    private final Transactions transactions;
    private final QuestionDocument document;
    private final Jobs jobs;
    private final ObjectMapper json;
    private final Cache<Pin, JobSpec> specs =
            Caffeine.newBuilder().maximumSize(MOST_JOBS_KEPT).build();
    private final Cache<Who, String> names = Caffeine.newBuilder()
            .maximumSize(MOST_NAMES_KEPT)
            .expireAfterWrite(Duration.ofMinutes(1))
            .build();

    QuestionHistory(Transactions transactions, QuestionDocument document, Jobs jobs, ObjectMapper json) {
        this.transactions = transactions;
        this.document = document;
        this.jobs = jobs;
        this.json = json;
    }

    private record Pin(String tenant, Jobs.Revision revision) {}

    private record Who(String tenant, UUID subject) {}

    /** From a moment on, and before another. */
    public record Period(Instant from, Instant to) {
        public Period {
            if (!from.isBefore(to)) {
                throw new IllegalArgumentException("a period that ends before it begins");
            }
        }
    }

    /**
     * A question of then.
     *
     * @param decision that answered it
     */
    public record Asked(UUID decision, Instant at, SubmitQuestion question) {}

    /**
     * Some questions, one after the other.
     *
     * @param partial how many more questions there were that are not known in full, such as those that were denied by the
     *     job's name alone
     * @param length of what was read, in characters
     * @param last the id after which the next page begins; absent where there is none
     */
    public record Page(List<Asked> asked, int partial, long length, Optional<UUID> last) {
        public Page {
            asked = List.copyOf(asked);
        }
    }

    private record Row(UUID decision, Instant at, boolean complete, UUID subject, String body) {}

    /** A question that was read, and which job it was about. */
    private record Document(Row row, JsonNode body, JobName job) {
        Jobs.Revision revision() {
            JsonNode pinned = body.path("job");
            return new Jobs.Revision(
                    UUID.fromString(pinned.path("id").asText()),
                    pinned.path("revision").asLong());
        }
    }

    /**
     * The next questions about jobs in the namespace and below it.
     *
     * @param after the last of the page before; absent for the first
     */
    public Page page(String tenant, Namespace within, Period period, Optional<UUID> after, int size) {
        List<Row> rows = transactions.read(connection -> rows(connection, tenant, period, after, size));
        List<Document> all = rows.stream()
                .flatMap(row -> document(row).stream())
                .filter(each -> within.covers(each.job().namespace()))
                .toList();
        List<Document> complete =
                all.stream().filter(each -> each.row().complete()).toList();
        Map<Jobs.Revision, JobSpec> pinned =
                specs(tenant, complete.stream().map(Document::revision).collect(Collectors.toSet()));
        Map<UUID, String> known = names(
                tenant, complete.stream().map(each -> each.row().subject()).collect(Collectors.toSet()));
        List<Asked> asked = complete.stream()
                .flatMap(each ->
                        question(tenant, each, known.getOrDefault(each.row().subject(), ""), pinned)
                                .map(question -> new Asked(
                                        each.row().decision(), each.row().at(), question))
                                .stream())
                .toList();
        return new Page(
                asked,
                all.size() - asked.size(),
                rows.stream().mapToLong(row -> row.body().length()).sum(),
                rows.size() < size
                        ? Optional.empty()
                        : Optional.of(rows.getLast().decision()));
    }

    private Optional<Document> document(Row row) {
        JsonNode body = parse(row.body());
        return JobName.parse(body.path("job").path("name").asText()).map(job -> new Document(row, body, job));
    }

    /** Nothing where the revision of the job is gone: nobody knows what would have run. */
    private Optional<SubmitQuestion> question(
            String tenant, Document asked, String name, Map<Jobs.Revision, JobSpec> pinned) {
        return Optional.ofNullable(pinned.get(asked.revision())).map(spec -> {
            var reference = new JobReference(
                    asked.job(),
                    asked.revision().job(),
                    asked.revision().number(),
                    asked.body().path("job").path("digest").asText());
            return document.read(
                    asked.body(),
                    QuestionDocument.subjectThen(
                            asked.body(), tenant, name, asked.row().at()),
                    Set.of(),
                    new JobVersion(reference, spec, asked.row().subject(), List.of()));
        });
    }

    private static List<Row> rows(Connection connection, String tenant, Period period, Optional<UUID> after, int size)
            throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(PAGE)) {
            select.setString(1, tenant);
            select.setObject(2, after.orElse(first(period.from().minus(SLACK))));
            select.setObject(3, last(period.to().plus(SLACK)));
            select.setObject(4, period.from().atOffset(ZoneOffset.UTC));
            select.setObject(5, period.to().atOffset(ZoneOffset.UTC));
            select.setInt(6, size);
            List<Row> rows = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    rows.add(new Row(
                            row.getObject("id", UUID.class),
                            row.getObject("at", OffsetDateTime.class).toInstant(),
                            row.getBoolean("complete"),
                            row.getObject("subject_id", UUID.class),
                            row.getString("body")));
                }
            }
            return rows;
        }
    }

    /** Below every id of that time (RFC 9562, section 5.7). */
    private static UUID first(Instant at) {
        return new UUID(Math.max(0, at.toEpochMilli()) << 16, 0);
    }

    private static UUID last(Instant at) {
        return new UUID((Math.max(0, at.toEpochMilli()) << 16) | 0xFFFF, -1);
    }

    private Map<Jobs.Revision, JobSpec> specs(String tenant, Set<Jobs.Revision> wanted) {
        Map<Jobs.Revision, JobSpec> found = new HashMap<>();
        List<Jobs.Revision> unknown = new ArrayList<>();
        wanted.forEach(each -> Optional.ofNullable(specs.getIfPresent(new Pin(tenant, each)))
                .ifPresentOrElse(spec -> found.put(each, spec), () -> unknown.add(each)));
        unknown.stream()
                .gather(Gatherers.windowFixed(JOBS_AT_ONCE))
                .forEach(some -> transactions
                        .read(connection -> jobs.specs(connection, tenant, some))
                        .forEach((revision, spec) -> {
                            specs.put(new Pin(tenant, revision), spec);
                            found.put(revision, spec);
                        }));
        return found;
    }

    private Map<UUID, String> names(String tenant, Set<UUID> wanted) {
        Map<UUID, String> found = new HashMap<>();
        List<UUID> unknown = new ArrayList<>();
        wanted.forEach(id -> Optional.ofNullable(names.getIfPresent(new Who(tenant, id)))
                .ifPresentOrElse(name -> found.put(id, name), () -> unknown.add(id)));
        if (!unknown.isEmpty()) {
            transactions.read(connection -> names(connection, tenant, unknown)).forEach((id, name) -> {
                names.put(new Who(tenant, id), name);
                found.put(id, name);
            });
        }
        return found;
    }

    private static Map<UUID, String> names(Connection connection, String tenant, List<UUID> ids) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(NAMES)) {
            select.setString(1, tenant);
            select.setArray(2, connection.createArrayOf("uuid", ids.toArray()));
            Map<UUID, String> names = new HashMap<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    names.put(row.getObject(1, UUID.class), row.getString(2));
                }
            }
            return names;
        }
    }

    private JsonNode parse(String body) {
        try {
            return json.readTree(body);
        } catch (JsonProcessingException malformed) {
            throw new IllegalStateException("a recorded question is not JSON", malformed);
        }
    }
}
