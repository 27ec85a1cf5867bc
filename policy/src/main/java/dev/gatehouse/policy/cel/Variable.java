package dev.gatehouse.policy.cel;

import static java.util.function.Function.identity;

import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a condition can read of a question. */
public enum Variable {
    /** The permission that is asked for, such as {@code execution:create}. */
    ACTION("action", SimpleType.STRING, false),
    /** When it is asked. */
    NOW("now", SimpleType.TIMESTAMP, false),
    /** The address of the network that it is asked from; empty where nobody called. */
    SOURCE_ADDRESS("source.address", SimpleType.STRING, false),
    SUBJECT_ID("subject.id", SimpleType.STRING, false),
    /** {@code user}, {@code service_account} or {@code worker}. */
    SUBJECT_KIND("subject.kind", SimpleType.STRING, false),
    SUBJECT_NAME("subject.name", SimpleType.STRING, false),
    /** The ids of its groups. */
    SUBJECT_GROUPS("subject.groups", ListType.create(SimpleType.STRING), false),
    /** Whether somebody else acts as the subject. */
    SUBJECT_IMPERSONATED("subject.impersonated", SimpleType.BOOL, false),
    /** The resource part of the permission, such as {@code execution}. */
    RESOURCE_KIND("resource.kind", SimpleType.STRING, false),
    RESOURCE_NAMESPACE("resource.namespace", SimpleType.STRING, false),
    /** The name of what is asked about; empty where it has none. */
    RESOURCE_NAME("resource.name", SimpleType.STRING, false),
    JOB_NAMESPACE("job.namespace", SimpleType.STRING, true),
    JOB_NAME("job.name", SimpleType.STRING, true),
    JOB_REVISION("job.revision", SimpleType.INT, true),
    /** Whether the request names the revision. */
    JOB_PINNED("job.pinned", SimpleType.BOOL, true),
    /** The labels that the job's manifest declares. */
    JOB_LABELS("job.labels", MapType.create(SimpleType.STRING, SimpleType.STRING), true),
    INPUTS("inputs", MapType.create(SimpleType.STRING, SimpleType.DYN), true),
    /** The secrets that the job uses, each as {@code store/namespace/name}. */
    SECRETS("secrets", ListType.create(SimpleType.STRING), true),
    /** What a worker runs the job with, such as {@code process}. */
    RUN_CONNECTOR("run.connector", SimpleType.STRING, true),
    /** The program and its arguments, with the inputs filled in. */
    RUN_COMMAND("run.command", ListType.create(SimpleType.STRING), true),
    /** The environment variables that are set, by their names. */
    RUN_ENV("run.env", ListType.create(SimpleType.STRING), true),
    /** The hosts that the job's manifest says it calls, in lower case. */
    RUN_HOSTS("run.hosts", ListType.create(SimpleType.STRING), true),
    /** Whom the run gets tokens for, by which it shows them who it is. */
    RUN_AUDIENCES("run.audiences", ListType.create(SimpleType.STRING), true),
    RUN_WORKER_GROUP("run.workerGroup", SimpleType.STRING, true),
    /** The labels of this one execution: the job's, and over them the launch's. */
    RUN_LABELS("run.labels", MapType.create(SimpleType.STRING, SimpleType.STRING), true),
    RUN_PRIORITY("run.priority", SimpleType.INT, true),
    RUN_TIMEOUT("run.timeout", SimpleType.DURATION, true),
    /** Whether an attempt was made before. */
    RUN_RETRY("run.retry", SimpleType.BOOL, true);

    private static final Map<String, Variable> BY_NAME =
            Stream.of(values()).collect(Collectors.toUnmodifiableMap(Variable::path, identity()));

    private final String path;
    private final CelType type;
    private final boolean ofRun;

    Variable(String path, CelType type, boolean ofRun) {
        this.path = path;
        this.type = type;
        this.ofRun = ofRun;
    }

    static Optional<Variable> of(String path) {
        return Optional.ofNullable(BY_NAME.get(path));
    }

    /** As a condition writes it. */
    public String path() {
        return path;
    }

    CelType type() {
        return type;
    }

    /** Whether there is no telling how long it is: names and labels are short. */
    boolean isLong() {
        return this == INPUTS || type instanceof ListType;
    }

    /** Whether only the question whether a job may run has it. */
    public boolean isOfRun() {
        return ofRun;
    }
}
