package dev.gatehouse.worker;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.stream.Stream;

/** A piece of a string in a launch: text that the gateway resolved, or the place of a secret. */
@JsonTypeInfo(use = JsonTypeInfo.Id.DEDUCTION)
@JsonSubTypes({@JsonSubTypes.Type(Part.Text.class), @JsonSubTypes.Type(Part.SecretPart.class)})
public sealed interface Part {
    /** Text that is used as it stands. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Text(String text) implements Part {}

    /** The value that the envelope has under this name. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record SecretPart(String secret) implements Part {}

    /** A string of a launch: its parts, one after the other. In JSON it is the array of them. */
    record Joined(@JsonValue List<Part> parts) {
        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        public Joined {
            parts = List.copyOf(parts);
        }

        /** A string without secrets. */
        public static Joined text(String text) {
            return new Joined(List.of(new Text(text)));
        }

        /** The names of the secrets in it. */
        public Stream<String> secrets() {
            return parts.stream().<String>mapMulti((part, sink) -> {
                if (part instanceof SecretPart(String name)) {
                    sink.accept(name);
                }
            });
        }
    }
}
