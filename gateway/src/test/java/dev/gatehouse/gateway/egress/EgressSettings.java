package dev.gatehouse.gateway.egress;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What an operator sets who sets nothing, but perhaps allows plain HTTP. */
public record EgressSettings(boolean unsafePlainHttp) implements EgressConfig {
    @Override
    public Optional<List<String>> hosts() {
        return Optional.empty();
    }

    @Override
    public Optional<List<String>> networks() {
        return Optional.empty();
    }

    @Override
    public Optional<Path> caFile() {
        return Optional.empty();
    }
}
