package dev.gatehouse.worker;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.List;

/** One answer a start, in order. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record StartsAnswer(List<StartAnswer> answers) {
    public StartsAnswer {
        answers = List.copyOf(answers);
    }
}
