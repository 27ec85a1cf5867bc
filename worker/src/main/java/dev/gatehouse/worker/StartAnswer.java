package dev.gatehouse.worker;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import org.jspecify.annotations.Nullable;

/** Whether a claimed execution begins. In JSON the member {@code outcome} tells the case. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "outcome")
@JsonSubTypes({
    @JsonSubTypes.Type(value = StartAnswer.Started.class, name = "started"),
    @JsonSubTypes.Type(value = StartAnswer.Alone.class, name = "alone"),
    @JsonSubTypes.Type(value = StartAnswer.Gone.class, name = "gone"),
    @JsonSubTypes.Type(value = StartAnswer.Later.class, name = "later")
})
public sealed interface StartAnswer {
    /** It runs from now on; the envelope is there when the job has secrets. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Started(Launch launch, @Nullable String envelope) implements StartAnswer {}

    /** Nothing was done: of several that are asked for at once, this one has to be asked for by itself. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Alone() implements StartAnswer {}

    /** It is not this session's to begin: stopped, refused, or claimed anew. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Gone(String reason) implements StartAnswer {}

    /** It went back to the queue, because policy or a store did not answer. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Later() implements StartAnswer {}
}
