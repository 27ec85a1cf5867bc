package dev.gatehouse.gateway.execution;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatehouse.gateway.policy.ClaimGroup;
import dev.gatehouse.gateway.resource.JobVersion;
import dev.gatehouse.gateway.resource.WorkerGroups;
import dev.gatehouse.policy.JobName;
import dev.gatehouse.policy.JobReference;
import dev.gatehouse.policy.LaunchOptions;
import dev.gatehouse.policy.LookupQuestion;
import dev.gatehouse.policy.Namespace;
import dev.gatehouse.policy.Permission;
import dev.gatehouse.policy.Scope;
import dev.gatehouse.policy.SecretReference;
import dev.gatehouse.policy.StartQuestion;
import dev.gatehouse.policy.Subject;
import dev.gatehouse.policy.SubjectEpoch;
import dev.gatehouse.policy.SubjectKind;
import dev.gatehouse.policy.SubmitQuestion;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** The recorded form of the question whether a subject may start a job: written once, asked again at the start. */
@Singleton
final class QuestionDocument {
    /** Has a member of this name only what was asked at a start. */
    static final String EXECUTION = "execution";

    private static final TypeReference<Map<String, Object>> MEMBERS = new TypeReference<>() {};
    private static final TypeReference<List<String>> TEXTS = new TypeReference<>() {};
    private static final TypeReference<Map<String, String>> TEXT_MEMBERS = new TypeReference<>() {};

    private final ObjectMapper json;

    QuestionDocument(ObjectMapper json) {
        this.json = json;
    }

    /** All that policy was asked. */
    Map<String, Object> write(SubmitQuestion question) {
        JobReference job = question.job();
        var body = new LinkedHashMap<String, Object>();
        body.put("subject", subject(question.subject()));
        body.put(
                "job",
                Map.of(
                        "name",
                        job.name().toString(),
                        "id",
                        job.id().toString(),
                        "revision",
                        job.revision(),
                        "digest",
                        job.digest()));
        body.put("inputs", question.inputs());
        body.put("launch", launch(question.launch()));
        body.put(
                "secrets",
                question.secrets().stream().map(QuestionDocument::secret).toList());
        body.put("overridesSecretJob", question.overridesSecretJob());
        body.put("pinned", question.pinned());
        body.put("workerGroup", question.workerGroup());
        return body;
    }

    /** What was asked at a start: of which execution and attempt, and all that was asked for it with the facts of now. */
    Map<String, Object> write(StartQuestion question) {
        Map<String, Object> body = write(question.recorded());
        body.put(EXECUTION, question.execution().toString());
        body.put("attempt", question.attempt());
        return body;
    }

    /** What was asked before the job was looked up: neither revision nor inputs. */
    Map<String, Object> write(LookupQuestion question) {
        return Map.of(
                "subject",
                subject(question.subject()),
                "job",
                Map.of("name", question.job().toString()));
    }

    /** The groups of a recorded question that came with the token. */
    static Set<UUID> claimed(JsonNode body) {
        return claimed(body, "groups");
    }

    /** The groups that the own token of whoever acted as the subject named. */
    static Set<UUID> claimedByImpersonator(JsonNode body) {
        return claimed(body, "impersonatorGroups");
    }

    private static Set<UUID> claimed(JsonNode body, String member) {
        return ClaimGroup.claimed(
                StreamSupport.stream(body.path("subject").path(member).spliterator(), false)
                        .map(group -> UUID.fromString(group.textValue()))
                        .collect(Collectors.toSet()));
    }

    /**
     * The recorded question, asked by the subject as it is now, within the scope of its token then. Questions of before
     * kill switches do not say the worker group that was the job's.
     *
     * @param claimed in which of the groups of its token, too
     * @param pinned the revision of the job that it is about
     */
    SubmitQuestion read(JsonNode body, Subject live, Set<UUID> claimed, JobVersion pinned) {
        JsonNode job = body.get("job");
        return new SubmitQuestion(
                ClaimGroup.with(claimed, live)
                        .within(scope(body))
                        .from(body.path("subject").path("source").asText("")),
                new JobReference(
                        JobName.parse(job.get("name").textValue()).orElseThrow(),
                        UUID.fromString(job.get("id").textValue()),
                        job.get("revision").longValue(),
                        job.get("digest").textValue()),
                json.convertValue(body.get("inputs"), MEMBERS),
                launchOf(body),
                StreamSupport.stream(body.get("secrets").spliterator(), false)
                        .map(QuestionDocument::secret)
                        .toList(),
                body.get("overridesSecretJob").booleanValue(),
                body.path("workerGroup").asText(WorkerGroups.DEFAULT),
                body.path("pinned").booleanValue(),
                RunPlan.of(pinned, body.get("inputs"), launchOf(body), live.id()));
    }

    /** Who asked, as it was then; the record has no name. */
    static Subject subjectThen(JsonNode body, String tenant, String name, Instant at) {
        JsonNode subject = body.path("subject");
        return new Subject(
                        tenant,
                        UUID.fromString(subject.path("id").asText()),
                        SubjectKind.valueOf(subject.path("kind").asText().toUpperCase(Locale.ROOT)),
                        name,
                        true,
                        subject.path("epoch").longValue(),
                        subject.path("groups")
                                .valueStream()
                                .map(group -> UUID.fromString(group.textValue()))
                                .collect(Collectors.toSet()),
                        at)
                .actedBy(impersonator(body), claimedByImpersonator(body));
    }

    /** The launch options that were asked for; what was not is absent. */
    static Map<String, Object> launch(LaunchOptions launch) {
        var body = new LinkedHashMap<String, Object>();
        if (!launch.args().isEmpty()) {
            body.put("args", launch.args());
        }
        if (!launch.env().isEmpty()) {
            body.put("env", new TreeMap<>(launch.env()));
        }
        launch.workerGroup().ifPresent(group -> body.put("workerGroup", group));
        if (!launch.labels().isEmpty()) {
            body.put("labels", new TreeMap<>(launch.labels()));
        }
        if (launch.priority() != 0) {
            body.put("priority", launch.priority());
        }
        launch.timeout().ifPresent(timeout -> body.put("timeout", timeout.toString()));
        return body;
    }

    /** The launch options of the recorded question. */
    LaunchOptions launchOf(JsonNode question) {
        JsonNode body = question.get("launch");
        return new LaunchOptions(
                body.has("args") ? json.convertValue(body.get("args"), TEXTS) : List.of(),
                body.has("env") ? json.convertValue(body.get("env"), TEXT_MEMBERS) : Map.of(),
                Optional.ofNullable(body.get("workerGroup")).map(JsonNode::textValue),
                body.has("labels") ? json.convertValue(body.get("labels"), TEXT_MEMBERS) : Map.of(),
                body.path("priority").asInt(0),
                Optional.ofNullable(body.get("timeout"))
                        .map(JsonNode::textValue)
                        .map(Duration::parse));
    }

    private static Map<String, Object> subject(Subject subject) {
        var body = new LinkedHashMap<String, Object>();
        body.put("id", subject.id().toString());
        body.put("kind", subject.kind().name().toLowerCase(Locale.ROOT));
        body.put("epoch", subject.epoch());
        body.put("groups", texts(subject.groups()));
        if (!subject.source().isEmpty()) {
            body.put("source", subject.source());
        }
        subject.scope().ifPresent(scope -> body.put("token", scope.token().toString()));
        subject.scope().filter(scope -> !scope.isWhole()).ifPresent(scope -> body.put("scope", scope(scope)));
        subject.impersonator().ifPresent(each -> {
            body.put("impersonator", each.subject().toString());
            body.put("impersonatorEpoch", each.epoch());
        });
        if (!subject.impersonatorClaims().isEmpty()) {
            body.put("impersonatorGroups", texts(subject.impersonatorClaims()));
        }
        return body;
    }

    private static List<String> texts(Set<UUID> groups) {
        return groups.stream().map(UUID::toString).sorted().toList();
    }

    private static Map<String, Object> scope(Scope scope) {
        return Map.of(
                "namespace",
                scope.namespace().path(),
                "permissions",
                scope.permissions().stream().map(Permission::toString).sorted().toList());
    }

    /** Of the token that the question was asked with. */
    private static Optional<Scope> scope(JsonNode body) {
        JsonNode token = body.path("subject").path("token");
        return token.isMissingNode()
                ? Optional.empty()
                : Optional.of(scope(
                        UUID.fromString(token.textValue()), body.path("subject").path("scope")));
    }

    private static Scope scope(UUID token, JsonNode scope) {
        return scope.isMissingNode()
                ? Scope.whole(token)
                : new Scope(
                        token,
                        scope.get("permissions")
                                .valueStream()
                                .flatMap(name -> Permission.parse(name.textValue()).stream())
                                .collect(Collectors.toSet()),
                        new Namespace(scope.get("namespace").textValue()));
    }

    /** Who acted as the subject, where somebody did, and at which epoch. */
    static Optional<SubjectEpoch> impersonator(JsonNode body) {
        JsonNode subject = body.path("subject");
        return Optional.ofNullable(subject.path("impersonator").textValue())
                .map(id -> new SubjectEpoch(
                        UUID.fromString(id), subject.path("impersonatorEpoch").longValue()));
    }

    private static Map<String, Object> secret(SecretReference secret) {
        return Map.of("store", secret.store(), "namespace", secret.namespace().path(), "name", secret.name());
    }

    private static SecretReference secret(JsonNode body) {
        return new SecretReference(
                body.get("store").textValue(),
                new Namespace(body.get("namespace").textValue()),
                body.get("name").textValue());
    }
}
