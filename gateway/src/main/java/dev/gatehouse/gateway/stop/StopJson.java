package dev.gatehouse.gateway.stop;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatehouse.gateway.problem.Problem;
import dev.gatehouse.gateway.problem.ProblemException;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the bodies of orders to stop: in one document, and no member twice, for nobody knew which one counts. */
@Singleton
final class StopJson {
    private final ObjectMapper json;

    StopJson(ObjectMapper json) {
        this.json = json;
    }

    private static ProblemException refused() {
        return new ProblemException(Problem.of(422, "body_invalid", "The body is not an object."));
    }

    <T> T read(byte @Nullable [] body, Class<T> type) throws JsonProcessingException {
        try {
            Optional<T> read = Optional.ofNullable(json.readerFor(type)
                    .with(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .readValue(body == null ? new byte[0] : body));
            return read.orElseThrow(StopJson::refused);
        } catch (JsonProcessingException malformed) {
            throw malformed;
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
