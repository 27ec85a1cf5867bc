package dev.gatehouse.gateway.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaException;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.PathType;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import com.networknt.schema.resource.DisallowSchemaLoader;
import dev.gatehouse.gateway.problem.Violation;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * A JSON Schema (2020-12) that is ready to check documents. {@code format} is asserted, a pattern's work is bounded, and
 * nothing is ever fetched.
 *
 * <p>Thread-safe.
 */
public final class CompiledSchema {
    private static final int MAX_VIOLATIONS = 50;
    private static final SchemaLocation META_SCHEMA = SchemaLocation.of("https://json-schema.org/draft/2020-12/schema");

    private final JsonSchema schema;

    private CompiledSchema(JsonSchema schema) {
        this.schema = schema;
    }

    /** Compiles a schema that is known to be one; throws {@link IllegalArgumentException} when it is none. */
    public static CompiledSchema of(JsonNode schema) {
        return of(schema, config().build());
    }

    /** The same for one of ours, whose {@code message} says what to write in place of what breaks a keyword beside it. */
    public static CompiledSchema ofOurs(JsonNode schema) {
        return of(schema, config().errorMessageKeyword("message").build());
    }

    private static CompiledSchema of(JsonNode schema, SchemaValidatorsConfig config) {
        try {
            return new CompiledSchema(BoundedPattern.within(() -> factory(false).getSchema(schema, config)));
        } catch (JsonSchemaException | IllegalArgumentException malformed) {
            throw new IllegalArgumentException("not a JSON Schema", malformed);
        }
    }

    /** The language that schemas are written in, as a schema. */
    static CompiledSchema metaSchema() {
        return new CompiledSchema(factory(true).getSchema(META_SCHEMA, config().build()));
    }

    private static JsonSchemaFactory factory(boolean readsOwnResources) {
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012, builder -> {
            if (!readsOwnResources) {
                builder.schemaLoaders(loaders -> loaders.add(DisallowSchemaLoader.getInstance()));
            }
        });
    }

    private static SchemaValidatorsConfig.Builder config() {
        return SchemaValidatorsConfig.builder()
                .pathType(PathType.JSON_POINTER)
                .formatAssertionsEnabled(true)
                .regularExpressionFactory(BoundedPattern::of)
                .locale(Locale.ROOT);
    }

    /** Everything about the document that breaks the schema, in the document's order as far as pointers sort. */
    public List<Violation> violations(JsonNode document) {
        try {
            return BoundedPattern.within(() -> schema.validate(document)).stream()
                    .sorted(Comparator.comparing(
                            message -> message.getInstanceLocation().toString()))
                    .limit(MAX_VIOLATIONS)
                    .map(CompiledSchema::violation)
                    .toList();
        } catch (BoundedPattern.WorkExceeded costly) {
            return List.of(Violation.at("", "a pattern of the schema takes too long on this text"));
        } catch (JsonSchemaException unusable) {
            return List.of(Violation.at("", "the schema cannot be used: a reference or a keyword of it is broken"));
        } catch (RuntimeException unforeseen) {
            // Checks of formats end like this at texts that their libraries do not take, such as very long host names.
            return List.of(Violation.at("", "holds a text that its format cannot be checked on"));
        } catch (StackOverflowError endless) {
            return List.of(Violation.at("", "the schema refers to itself without an end"));
        }
    }

    /** A member that should not be there is its own place, not that of the object around it. */
    private static Violation violation(ValidationMessage message) {
        var at = new Pointer(message.getInstanceLocation().toString());
        boolean extra = message.getType().equals("additionalProperties")
                || message.getType().equals("unevaluatedProperties")
                || message.getType().equals("propertyNames");
        String property = message.getProperty();
        return Violation.at((extra && property != null ? at.child(property) : at).text(), message.getError());
    }
}
