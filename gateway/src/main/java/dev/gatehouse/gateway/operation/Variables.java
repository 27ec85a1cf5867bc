package dev.gatehouse.gateway.operation;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The {@code GATEHOUSE_…} variables of an environment that set no property. An environment is shared: with the command
 * line, the script, workers, jobs, and with Kubernetes, which describes a service named {@code gatehouse} in variables of
 * that name. So only what begins like a group of ours and is none of those can be nothing but a mistake.
 */
final class Variables {
    private static final String OURS = "GATEHOUSE_";

    /** Begins the worker's own settings as well as a group of the gateway's. */
    private static final String WORKER = "GATEHOUSE_WORKER_";

    /** Of the command line, and of what a job finds. */
    private static final Set<String> OTHERS =
            Set.of("GATEHOUSE_CA_FILE", "GATEHOUSE_EXECUTION", "GATEHOUSE_FENCE", "GATEHOUSE_OUTPUTS");

    /** What Kubernetes and Docker links say of a service, after the service's name. */
    private static final String OF_A_SERVICE =
            "GATEHOUSE_(.*_)?(SERVICE_HOST|SERVICE_PORT(_.*)?|PORT|PORT_[0-9]+_(TCP|UDP|SCTP)(_.*)?)";

    private final Set<String> known;
    private final Set<String> groups;

    /** @param properties the names of all properties, such as {@code gatehouse.execution.queue-limit} */
    Variables(Collection<String> properties) {
        known = properties.stream().map(Variables::variable).collect(Collectors.toUnmodifiableSet());
        groups = properties.stream()
                .filter(name -> name.indexOf('.') != name.lastIndexOf('.'))
                .map(name -> variable(name.substring(0, name.lastIndexOf('.') + 1)))
                .filter(group -> !group.equals(WORKER))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Those that can only be a mistake. */
    List<String> mistakes(Collection<String> environment) {
        return unknown(environment)
                .filter(name -> groups.stream().anyMatch(name::startsWith))
                .toList();
    }

    /** Those that may be somebody else's. */
    List<String> strangers(Collection<String> environment) {
        return unknown(environment)
                .filter(name -> groups.stream().noneMatch(name::startsWith))
                .filter(name -> !name.startsWith(WORKER))
                .toList();
    }

    private Stream<String> unknown(Collection<String> environment) {
        return environment.stream()
                .filter(name -> name.startsWith(OURS))
                .filter(name -> !known.contains(name) && !OTHERS.contains(name))
                .filter(name -> !name.matches(OF_A_SERVICE))
                .sorted();
    }

    static String variable(String property) {
        return property.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
    }
}
