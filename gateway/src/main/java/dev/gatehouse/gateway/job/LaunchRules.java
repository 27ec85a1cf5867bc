package dev.gatehouse.gateway.job;

import dev.gatehouse.gateway.problem.Violation;
import dev.gatehouse.policy.LaunchOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Which launch options a job takes. */
public final class LaunchRules {
    private static final int MAX_ARGS = 100;
    private static final int MAX_PRIORITY = 100;
    private static final int MAX_LABELS = 50;
    private static final Pattern GROUP = Pattern.compile(Names.LABEL);
    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([-a-z0-9./]{0,61}[a-z0-9])?");
    private static final Pattern LABEL_VALUE = Pattern.compile("[A-Za-z0-9._:/@ +-]{0,100}");

    private LaunchRules() {}

    /** Whether the launch asks for anything but the job as it is declared. */
    public static boolean overrides(LaunchOptions launch) {
        return !launch.equals(LaunchOptions.NONE);
    }

    /** What speaks against launching the job with these options, with pointers into the launch. */
    public static List<Violation> violations(JobSpec spec, LaunchOptions launch) {
        List<Violation> violations = new ArrayList<>();
        Overridable overridable = spec.overridable();
        if (!launch.args().isEmpty()) {
            require(overridable, Overridable.Option.ARGS, violations);
        }
        if (launch.args().size() > MAX_ARGS) {
            violations.add(Violation.at("/args", "more than " + MAX_ARGS + " arguments"));
        }
        launch.env().keySet().stream().sorted().forEach(name -> {
            Pointer at = Pointer.ROOT.child("env").child(name);
            if (Environment.isClosed(name)) {
                violations.add(Violation.at(at.text(), "no launch may set this variable"));
            } else if (!overridable.allowsEnv(name)) {
                violations.add(Violation.at(at.text(), "the job does not list env." + name + " as overridable"));
            }
        });
        launch.workerGroup().ifPresent(group -> {
            require(overridable, Overridable.Option.WORKER_GROUP, violations);
            if (!GROUP.matcher(group).matches()) {
                violations.add(Violation.at("/workerGroup", "not the name of a worker group"));
            }
        });
        if (!launch.labels().isEmpty()) {
            require(overridable, Overridable.Option.LABELS, violations);
            checkLabels(launch.labels(), violations);
        }
        if (launch.priority() != 0) {
            require(overridable, Overridable.Option.PRIORITY, violations);
        }
        if (launch.priority() < -MAX_PRIORITY || launch.priority() > MAX_PRIORITY) {
            violations.add(Violation.at("/priority", "not between -100 and 100"));
        }
        launch.timeout().ifPresent(timeout -> {
            require(overridable, Overridable.Option.TIMEOUT, violations);
            if (!JobSpecReader.isTimeout(timeout)) {
                violations.add(Violation.at("/timeout", "not a duration between PT1S and P7D"));
            }
        });
        checkTexts(launch, violations);
        return violations;
    }

    private static void require(Overridable overridable, Overridable.Option option, List<Violation> violations) {
        if (!overridable.allows(option)) {
            violations.add(
                    Violation.at("/" + option.word(), "the job does not list " + option.word() + " as overridable"));
        }
    }

    /** The same as the schema of a manifest's labels. */
    private static void checkLabels(Map<String, String> labels, List<Violation> violations) {
        if (labels.size() > MAX_LABELS) {
            violations.add(Violation.at("/labels", "more than " + MAX_LABELS + " labels"));
        }
        new TreeMap<>(labels).forEach((name, value) -> {
            String at = Pointer.ROOT.child("labels").child(name).text();
            if (!LABEL.matcher(name).matches()) {
                violations.add(Violation.at(at, "not the name of a label"));
            }
            if (!LABEL_VALUE.matcher(value).matches()) {
                violations.add(Violation.at(at, "not the value of a label"));
            }
        });
    }

    private static void checkTexts(LaunchOptions launch, List<Violation> violations) {
        for (int i = 0; i < launch.args().size(); i++) {
            if (launch.args().get(i).indexOf('\0') >= 0) {
                violations.add(Violation.at("/args/" + i, "holds the character U+0000"));
            }
        }
        launch.env().forEach((name, value) -> {
            if (value.indexOf('\0') >= 0) {
                violations.add(
                        Violation.at(Pointer.ROOT.child("env").child(name).text(), "holds the character U+0000"));
            }
        });
    }
}
