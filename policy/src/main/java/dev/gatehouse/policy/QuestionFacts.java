package dev.gatehouse.policy;

import dev.gatehouse.policy.cel.Facts;
import dev.gatehouse.policy.cel.Variable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What conditions can read of one question, worked out when it is first read. For one thread. */
final class QuestionFacts implements Facts {
    private final Question<?> question;
    private final Instant now;
    private final Optional<SubmitQuestion> submit;
    private @Nullable PlannedRun run;
    private @Nullable Map<Object, Object> inputs;
    private @Nullable List<String> groups;

    QuestionFacts(Question<?> question, Instant now) {
        this.question = question;
        this.now = now;
        this.submit = question instanceof StartQuestion start
                ? Optional.of(start.recorded())
                : question instanceof SubmitQuestion asked ? Optional.of(asked) : Optional.empty();
    }

    @Override
    public Optional<Object> value(Variable variable) {
        Subject subject = question.subject();
        return switch (variable) {
            case ACTION -> Optional.of(question.permission().toString());
            case NOW -> Optional.of(now);
            case SOURCE_ADDRESS -> Optional.of(subject.source());
            case SUBJECT_ID -> Optional.of(subject.id().toString());
            case SUBJECT_KIND -> Optional.of(subject.kind().name().toLowerCase(Locale.ROOT));
            case SUBJECT_NAME -> Optional.of(subject.name());
            case SUBJECT_GROUPS -> Optional.of(groups());
            case SUBJECT_IMPERSONATED -> Optional.of(subject.impersonator().isPresent());
            case RESOURCE_KIND -> Optional.of(question.permission().resource());
            case RESOURCE_NAMESPACE -> Optional.of(question.namespace().path());
            case RESOURCE_NAME -> Optional.of(QuestionNames.of(question));
            case JOB_NAMESPACE ->
                ofSubmit(asked -> asked.job().name().namespace().path());
            case JOB_NAME -> ofSubmit(asked -> asked.job().name().name());
            case JOB_REVISION -> ofSubmit(asked -> asked.job().revision());
            case JOB_PINNED -> ofSubmit(SubmitQuestion::pinned);
            case JOB_LABELS -> ofRun(PlannedRun::jobLabels);
            case INPUTS -> ofSubmit(this::inputs);
            case SECRETS ->
                ofSubmit(asked ->
                        asked.secrets().stream().map(SecretReference::toString).toList());
            case RUN_CONNECTOR -> ofRun(PlannedRun::connector);
            case RUN_COMMAND -> ofRun(PlannedRun::command);
            case RUN_ENV -> ofRun(PlannedRun::env);
            case RUN_HOSTS -> ofRun(PlannedRun::hosts);
            case RUN_AUDIENCES -> ofRun(PlannedRun::audiences);
            case RUN_WORKER_GROUP -> ofRun(PlannedRun::workerGroup);
            case RUN_LABELS -> ofRun(PlannedRun::labels);
            case RUN_PRIORITY -> ofRun(planned -> (long) planned.priority());
            case RUN_TIMEOUT -> ofRun(PlannedRun::timeout);
            case RUN_RETRY -> ofSubmit(_ -> question instanceof StartQuestion start && start.attempt() > 1);
        };
    }

    private Optional<Object> ofSubmit(Function<SubmitQuestion, Object> read) {
        return submit.map(read);
    }

    private Optional<Object> ofRun(Function<PlannedRun, Object> read) {
        return submit.map(this::run).map(read);
    }

    private List<String> groups() {
        var known = groups == null
                ? question.subject().groups().stream().map(Object::toString).toList()
                : groups;
        groups = known;
        return known;
    }

    private PlannedRun run(SubmitQuestion asked) {
        var known = run == null ? asked.run().get() : run;
        run = known;
        return known;
    }

    private Map<Object, Object> inputs(SubmitQuestion asked) {
        var known = inputs == null ? members(asked.inputs()) : inputs;
        inputs = known;
        return known;
    }

    /** JSON has one kind of number, and conditions have long and double. */
    private static Object json(@Nullable Object value) {
        return switch (value) {
            case null -> Facts.NULL;
            case Integer whole -> whole.longValue();
            case BigInteger large -> large.bitLength() < Long.SIZE ? (Object) large.longValue() : large.doubleValue();
            case BigDecimal decimal -> decimal.doubleValue();
            case Float single -> single.doubleValue();
            case List<?> list -> {
                List<Object> items = new ArrayList<>();
                list.forEach(each -> items.add(json(each)));
                yield items;
            }
            case Map<?, ?> map -> members(map);
            default -> value;
        };
    }

    private static Map<Object, Object> members(Map<?, ?> map) {
        Map<Object, Object> members = new HashMap<>();
        map.forEach((name, each) -> members.put(name, json(each)));
        return members;
    }
}
