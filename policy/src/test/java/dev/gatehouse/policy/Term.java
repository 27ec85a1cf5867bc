package dev.gatehouse.policy;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * A condition of a small language of the tests: it renders to CEL, and says itself what it means, in Java and without CEL.
 * Nothing is what CEL calls an error.
 */
sealed interface Term {
    String cel();

    Optional<Boolean> of(Question<?> question, Instant now);

    /** Whether it reads what only runs have. */
    boolean readsRun();

    /** Of a run, {@code submit} as it was asked for; nothing where it is another question. */
    private static Optional<SubmitQuestion> run(Question<?> question) {
        return switch (question) {
            case StartQuestion start -> Optional.of(start.recorded());
            case SubmitQuestion submit -> Optional.of(submit);
            default -> Optional.empty();
        };
    }

    /** One thing that is read of the question. */
    enum Atom implements Term {
        TRUE("true", false),
        FALSE("false", false),
        DIVIDES_BY_ZERO("1 / 0 == 1", false),
        BY_A_USER("subject.kind == 'user'", false),
        IN_RELEASE_MANAGERS("inGroup('release-managers')", false),
        FROM_THE_OFFICE("fromNetwork('10.0.0.0/8')", false),
        TO_CREATE("action == 'execution:create'", false),
        IN_PRODUCTION("resource.namespace == 'acme.prod'", false),
        LATE("now.getHours() >= 12", false),
        PINNED("job.pinned", true),
        TODAY("inputs.day == 'today'", true),
        FEW_ROWS("inputs.rows < 10", true),
        HAS_ROWS("has(inputs.rows)", true),
        BY_JAVA("run.command.exists(each, each == 'java')", true),
        OF_DATA("run.labels.team == 'data'", true),
        AGAIN("run.retry", true);

        private final String cel;
        private final boolean readsRun;

        Atom(String cel, boolean readsRun) {
            this.cel = cel;
            this.readsRun = readsRun;
        }

        @Override
        public String cel() {
            return cel;
        }

        @Override
        public boolean readsRun() {
            return readsRun;
        }

        @Override
        public Optional<Boolean> of(Question<?> question, Instant now) {
            var subject = question.subject();
            var run = run(question);
            return switch (this) {
                case TRUE -> Optional.of(true);
                case FALSE -> Optional.of(false);
                case DIVIDES_BY_ZERO -> Optional.empty();
                case BY_A_USER -> Optional.of(subject.kind() == SubjectKind.USER);
                case IN_RELEASE_MANAGERS -> Optional.of(subject.groups().contains(Acme.id("release-managers")));
                case FROM_THE_OFFICE -> Optional.of(subject.source().startsWith("10."));
                case TO_CREATE -> Optional.of(question.permission().equals(Permission.EXECUTION_CREATE));
                case IN_PRODUCTION -> Optional.of(question.namespace().path().equals("acme.prod"));
                case LATE -> Optional.of(now.atZone(ZoneOffset.UTC).getHour() >= 12);
                case PINNED -> run.map(SubmitQuestion::pinned);
                case TODAY ->
                    run.flatMap(asked -> Optional.ofNullable(asked.inputs().get("day")))
                            .map("today"::equals);
                case FEW_ROWS ->
                    run.flatMap(asked -> Optional.ofNullable(asked.inputs().get("rows")))
                            .flatMap(rows -> rows instanceof Number number
                                    ? Optional.of(number.doubleValue() < 10)
                                    : Optional.empty());
                case HAS_ROWS -> run.map(asked -> asked.inputs().containsKey("rows"));
                case BY_JAVA -> run.map(asked -> asked.run().get().command().contains("java"));
                case OF_DATA ->
                    run.flatMap(asked -> Optional.ofNullable(
                                    asked.run().get().labels().get("team")))
                            .map("data"::equals);
                case AGAIN -> run.map(_ -> question instanceof StartQuestion start && start.attempt() > 1);
            };
        }
    }

    record Not(Term term) implements Term {
        @Override
        public String cel() {
            return "!(" + term.cel() + ")";
        }

        @Override
        public boolean readsRun() {
            return term.readsRun();
        }

        @Override
        public Optional<Boolean> of(Question<?> question, Instant now) {
            return term.of(question, now).map(value -> !value);
        }
    }

    /** Both, or one of both: what one side decides alone, an error of the other does not change. */
    record Pair(Term left, Term right, boolean isAnd) implements Term {
        @Override
        public String cel() {
            return "(" + left.cel() + (isAnd ? " && " : " || ") + right.cel() + ")";
        }

        @Override
        public boolean readsRun() {
            return left.readsRun() || right.readsRun();
        }

        @Override
        public Optional<Boolean> of(Question<?> question, Instant now) {
            var one = left.of(question, now);
            var other = right.of(question, now);
            Optional<Boolean> decides = Optional.of(!isAnd);
            if (one.equals(decides) || other.equals(decides)) {
                return decides;
            }
            return one.isPresent() && other.isPresent() ? Optional.of(isAnd) : Optional.empty();
        }
    }
}
