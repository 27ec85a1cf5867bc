package dev.gatehouse.gateway.problem;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.ws.rs.ext.ContextResolver;
import jakarta.ws.rs.ext.Provider;

/**
 * How a request's JSON body is read wherever a resource takes it as a parameter: one document, nothing after it, and no
 * member twice, for nobody knew which one counts. What is read from elsewhere, such as the database, is read without that.
 */
@Provider
class BodyJson implements ContextResolver<ObjectMapper> {
    private final ObjectMapper strict;

    BodyJson(ObjectMapper json) {
        this.strict = json.copy()
                .configure(JsonParser.Feature.STRICT_DUPLICATE_DETECTION, true)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    }

    @Override
    public ObjectMapper getContext(Class<?> type) {
        return strict;
    }
}
