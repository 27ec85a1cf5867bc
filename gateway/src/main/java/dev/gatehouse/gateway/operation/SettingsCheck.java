package dev.gatehouse.gateway.operation;

import dev.gatehouse.gateway.key.StartRefused;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * Refuses the start under settings that cannot be meant: values out of their bounds or at odds with each other, and
 * variables that belong to no property. Unknown properties of files and {@code -D} are refused before that, by the configuration itself.
 */
@Singleton
final class SettingsCheck {
    private static final Logger LOG = Logger.getLogger(SettingsCheck.class);

    /** Before the keys are opened. */
    private static final int BEFORE_ALL = 10;

    private final MappedSettings settings;

    SettingsCheck(MappedSettings settings) {
        this.settings = settings;
    }

    void check(@Observes @Priority(BEFORE_ALL) StartupEvent start) {
        Set<String> environment = System.getenv().keySet();
        new Variables(settings.properties().keySet())
                .strangers(environment)
                .forEach(name -> LOG.warnf("The variable %s sets nothing of this gateway", name));
        settings.unsafe().forEach(name -> LOG.warnf("Unsafe, and allowed by the operator: %s", name));
        List<String> problems = problems(settings, environment);
        if (!problems.isEmpty()) {
            throw new StartRefused(String.join("; ", problems) + " (docs/configuration.md lists what there is)");
        }
    }

    static List<String> problems(MappedSettings settings, Set<String> environment) {
        var bounds = new PropertyBounds(settings.config());
        List<String> problems = new ArrayList<>();
        settings.properties()
                .forEach((name, property) ->
                        bounds.problem(name, property.getMethod()).ifPresent(problems::add));
        new PropertyMixes(settings.config()).problems().forEach(problems::add);
        new Variables(settings.properties().keySet())
                .mistakes(environment)
                .forEach(name -> problems.add("the variable " + name + " belongs to no property"));
        return problems;
    }
}
