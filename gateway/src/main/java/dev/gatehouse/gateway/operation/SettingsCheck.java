package dev.gatehouse.gateway.operation;

import dev.gatehouse.gateway.key.StartRefused;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.ConfigMappingInterface.Property;
import io.smallrye.config.ConfigMappings;
import io.smallrye.config.ConfigMappings.ConfigClass;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jboss.logging.Logger;

/**
 * Refuses the start under settings that cannot be meant: values out of their bounds, and variables that belong to no
 * property. Unknown properties of files and {@code -D} are refused before that, by the configuration itself.
 */
@Singleton
final class SettingsCheck {
    private static final Logger LOG = Logger.getLogger(SettingsCheck.class);

    /** Before the keys are opened. */
    private static final int BEFORE_ALL = 10;

    private final BeanManager beans;

    SettingsCheck(BeanManager beans) {
        this.beans = beans;
    }

    void check(@Observes @Priority(BEFORE_ALL) StartupEvent start) {
        Map<String, Property> properties = properties();
        var variables = new Variables(properties.keySet());
        variables
                .strangers(System.getenv().keySet())
                .forEach(name -> LOG.warnf("The variable %s sets nothing of this gateway", name));
        List<String> problems = problems(properties, ConfigProvider.getConfig());
        variables
                .mistakes(System.getenv().keySet())
                .forEach(name -> problems.add("the variable " + name + " belongs to no property"));
        if (!problems.isEmpty()) {
            throw new StartRefused(String.join("; ", problems) + " (docs/configuration.md lists what there is)");
        }
    }

    static List<String> problems(Map<String, Property> properties, Config config) {
        var bounds = new PropertyBounds(config);
        List<String> problems = new ArrayList<>();
        properties.forEach(
                (name, property) -> bounds.problem(name, property.getMethod()).ifPresent(problems::add));
        return problems;
    }

    /** Every property that a mapping of ours declares. */
    private Map<String, Property> properties() {
        Map<String, Property> properties = new TreeMap<>();
        beans.getBeans(Object.class, Any.Literal.INSTANCE).stream()
                .flatMap(bean -> bean.getTypes().stream())
                .filter(type -> type instanceof Class<?> known && isOurs(known))
                .forEach(type -> properties.putAll(properties((Class<?>) type)));
        return properties;
    }

    static Map<String, Property> properties(Class<?> mapping) {
        return ConfigMappings.getProperties(ConfigClass.configClass(mapping));
    }

    private static boolean isOurs(Class<?> type) {
        return type.isAnnotationPresent(ConfigMapping.class)
                && type.getAnnotation(ConfigMapping.class).prefix().matches("gatehouse(\\..*)?");
    }
}
