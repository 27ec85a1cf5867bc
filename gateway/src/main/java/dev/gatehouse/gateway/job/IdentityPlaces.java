package dev.gatehouse.gateway.job;

import dev.gatehouse.gateway.problem.Violation;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Where a run's tokens may lie: in places that have nothing else, and that no launch may change. */
final class IdentityPlaces {
    private final JobSpec job;
    private final Set<String> variables;
    private final Set<String> files;
    private final List<Violation> violations = new ArrayList<>();

    private IdentityPlaces(JobSpec job) {
        this.job = job;
        this.variables = new HashSet<>(job.run().env().keySet());
        this.files = new HashSet<>(job.run().files().keySet());
    }

    static List<Violation> violations(JobSpec job, Pointer process) {
        var places = new IdentityPlaces(job);
        List<IdentityToken> tokens = job.run().identity();
        for (int i = 0; i < tokens.size(); i++) {
            places.check(tokens.get(i), process.child("identity").child(i));
        }
        return places.violations;
    }

    private void check(IdentityToken token, Pointer at) {
        switch (token) {
            case IdentityToken.InEnv(String _, String name) -> {
                if (Environment.isClosed(name)) {
                    refuse(at.child("env"), "no token may be in this variable");
                } else if (!variables.add(name) || job.overridable().allowsEnv(name)) {
                    refuse(at.child("env"), "something else sets this variable, too, or a launch may");
                }
            }
            case IdentityToken.InFile(String _, String path) -> {
                if (files.stream().anyMatch(other -> areInEachOthersWay(other, path))) {
                    refuse(at.child("file"), "another file or folder has this name");
                }
                files.add(path);
            }
        }
    }

    private static boolean areInEachOthersWay(String one, String other) {
        return one.equals(other) || one.startsWith(other + "/") || other.startsWith(one + "/");
    }

    private void refuse(Pointer at, String message) {
        violations.add(Violation.at(at.text(), message));
    }
}
