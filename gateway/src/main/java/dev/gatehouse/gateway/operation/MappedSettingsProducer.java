package dev.gatehouse.gateway.operation;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.ConfigMappingInterface.Property;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.microprofile.config.ConfigProvider;

/** Finds the mappings among the beans, so that a new one is checked without being named anywhere. */
final class MappedSettingsProducer {
    @Produces
    @Singleton
    MappedSettings settings(BeanManager beans) {
        Map<String, Property> properties = new TreeMap<>();
        beans.getBeans(Object.class, Any.Literal.INSTANCE).stream()
                .flatMap(bean -> bean.getTypes().stream())
                .filter(type -> type instanceof Class<?> known && isOurs(known))
                .forEach(type -> properties.putAll(MappedSettings.declared((Class<?>) type)));
        return new MappedSettings(properties, ConfigProvider.getConfig());
    }

    private static boolean isOurs(Class<?> type) {
        return type.isAnnotationPresent(ConfigMapping.class)
                && type.getAnnotation(ConfigMapping.class).prefix().matches("gatehouse(\\..*)?");
    }
}
