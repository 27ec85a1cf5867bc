package dev.gatehouse.worker;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.List;

/** What to stop. A stop is repeated until its report has come. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ControlAnswer(List<Stop> stops) {
    public ControlAnswer {
        stops = List.copyOf(stops);
    }
}
