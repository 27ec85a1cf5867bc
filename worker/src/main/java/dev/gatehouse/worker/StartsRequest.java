package dev.gatehouse.worker;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.List;

/** Asks to begin several claimed executions; each may be asked for again, here or alone. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record StartsRequest(List<StartRequest> starts) {
    public StartsRequest {
        if (starts.isEmpty() || starts.size() > ClaimRequest.MOST) {
            throw new IllegalArgumentException("1 to 100 starts");
        }
        starts = List.copyOf(starts);
    }
}
