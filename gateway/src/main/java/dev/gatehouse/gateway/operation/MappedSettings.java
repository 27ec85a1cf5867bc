package dev.gatehouse.gateway.operation;

import io.smallrye.config.ConfigMappingInterface.Property;
import io.smallrye.config.ConfigMappings;
import io.smallrye.config.ConfigMappings.ConfigClass;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.microprofile.config.Config;

/** Every property that a mapping of ours declares, by name, as it is set. */
record MappedSettings(Map<String, Property> properties, Config config) {
    MappedSettings {
        properties = new TreeMap<>(properties);
    }

    static MappedSettings of(Class<?> mapping, Config config) {
        return new MappedSettings(declared(mapping), config);
    }

    /** The unsafe ones that are on. */
    List<String> unsafe() {
        return properties.entrySet().stream()
                .filter(property -> property.getKey().contains("unsafe"))
                .filter(property -> property.getValue().getMethod().getReturnType() == boolean.class)
                .map(Map.Entry::getKey)
                .filter(name -> config.getOptionalValue(name, Boolean.class).orElse(false))
                .toList();
    }

    static Map<String, Property> declared(Class<?> mapping) {
        return ConfigMappings.getProperties(ConfigClass.configClass(mapping));
    }
}
