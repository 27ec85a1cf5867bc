package dev.gatehouse.policy;

import java.util.Optional;
import java.util.UUID;

/** What a kill switch stops. Jobs and worker groups count by name, so that one declared anew is stopped, too. */
public sealed interface StopExtent {
    /** Everything that the tenant has. */
    record WholeTenant() implements StopExtent {}

    /** The jobs of a namespace and of all below it. */
    record Subtree(Namespace top) implements StopExtent {}

    /** One job. */
    record OneJob(JobName job) implements StopExtent {}

    /** What is to run in one worker group. */
    record OneGroup(String group) implements StopExtent {
        public OneGroup {
            if (!Label.isLabel(group)) {
                throw new IllegalArgumentException("not a worker group");
            }
        }
    }

    /** What one subject starts, or somebody else as that subject. */
    record OneSubject(UUID subject) implements StopExtent {}

    /** The extent of that kind, or nothing where the target is none of the kind; the whole tenant has no target. */
    static Optional<StopExtent> of(String kind, String target) {
        return switch (kind) {
            case "tenant" -> Optional.of(new WholeTenant());
            case "namespace" ->
                Namespace.parse(target).filter(top -> !top.isRoot()).map(Subtree::new);
            case "job" -> JobName.parse(target).map(OneJob::new);
            case "workerGroup" -> Optional.of(target).filter(Label::isLabel).map(OneGroup::new);
            case "subject" -> subject(target).map(OneSubject::new);
            default -> Optional.empty();
        };
    }

    private static Optional<UUID> subject(String text) {
        try {
            return Optional.of(UUID.fromString(text)).filter(id -> id.toString().equals(text));
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    /** As it stands in rows, answers and events. */
    default String kind() {
        return switch (this) {
            case WholeTenant _ -> "tenant";
            case Subtree _ -> "namespace";
            case OneJob _ -> "job";
            case OneGroup _ -> "workerGroup";
            case OneSubject _ -> "subject";
        };
    }

    /** What of the kind it is; empty for the whole tenant. */
    default String target() {
        return switch (this) {
            case WholeTenant _ -> "";
            case Subtree(Namespace top) -> top.path();
            case OneJob(JobName job) -> job.toString();
            case OneGroup(String group) -> group;
            case OneSubject(UUID subject) -> subject.toString();
        };
    }

    /** Where one asks who may stop it. */
    default Namespace namespace() {
        return switch (this) {
            case WholeTenant _, OneGroup _, OneSubject _ -> Namespace.ROOT;
            case Subtree(Namespace top) -> top;
            case OneJob(JobName job) -> job.namespace();
        };
    }

    /** Whether the subject's start of a job of this name lies in it, in whatever worker group. */
    default boolean covers(Subject starter, JobName name) {
        return switch (this) {
            case WholeTenant _ -> true;
            case Subtree(Namespace top) -> top.covers(name.namespace());
            case OneJob(JobName job) -> job.equals(name);
            case OneGroup _ -> false;
            case OneSubject(UUID subject) ->
                subject.equals(starter.id())
                        || starter.impersonator()
                                .filter(actor -> actor.subject().equals(subject))
                                .isPresent();
        };
    }

    /** Whether the start of the job lies in it. */
    default boolean covers(SubmitQuestion start) {
        return switch (this) {
            case OneGroup(String group) -> group.equals(start.workerGroup());
            case WholeTenant _, Subtree _, OneJob _, OneSubject _ ->
                covers(start.subject(), start.job().name());
        };
    }
}
