package dev.gatehouse.cli;

import static picocli.CommandLine.ScopeType.INHERIT;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.worker.TrustedCa;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import picocli.CommandLine.Option;

/**
 * Which installation a command speaks to, and as whom: the options, else what {@code up} wrote into the home's cli.json; and
 * the home's login, where there is one.
 */
final class Settings {
    private final World world;

    @Option(
            names = "--home",
            scope = INHERIT,
            paramLabel = "DIR",
            description = "The installation's home (GATEHOUSE_HOME, else .gatehouse).")
    private Optional<String> home = Optional.empty();

    @Option(names = "--url", scope = INHERIT, paramLabel = "URL", description = "The gateway (else from the home).")
    private Optional<URI> url = Optional.empty();

    @Option(
            names = "--token-file",
            scope = INHERIT,
            paramLabel = "FILE",
            description = "The file with the API token (else from the home).")
    private Optional<String> tokenFile = Optional.empty();

    @Option(names = "--tenant", scope = INHERIT, paramLabel = "NAME", description = "The tenant (else from the home).")
    private Optional<String> tenant = Optional.empty();

    @Option(
            names = "--ca-file",
            scope = INHERIT,
            paramLabel = "FILE",
            description = "The PEM file of who may have issued the gateway's certificate (GATEHOUSE_CA_FILE, else from"
                    + " the home, else Java's own).")
    private Optional<String> caFile = Optional.empty();

    Settings(World world) {
        this.world = world;
    }

    World world() {
        return world;
    }

    Path home() {
        return world.resolve(
                home.or(() -> Optional.ofNullable(world.environment().get("GATEHOUSE_HOME")))
                        .orElse(".gatehouse"));
    }

    /** The gateway as the command line names it, without a look into the home. */
    Optional<URI> givenUrl() {
        return url;
    }

    URI url() {
        return url.orElseGet(() -> URI.create(fromHome("url", "--url")));
    }

    String tenant() {
        return tenant.orElseGet(() -> fromHome("tenant", "--tenant"));
    }

    /** The token; nothing where none is configured, so that what needs none still works. */
    Optional<String> token() {
        return tokenFile.isPresent() ? ofFile() : ofLogin().or(this::ofFile);
    }

    private Optional<String> ofLogin() {
        var file = new CredentialFile(home());
        return file.read()
                .filter(known -> known.isFor(url(), tenant()))
                .map(new Logins(file, world.clock())::accessToken);
    }

    private Optional<String> ofFile() {
        Optional<Path> file = tokenFile.map(world::resolve).or(this::tokenFileOfHome);
        return file.map(path -> {
            try {
                return oneToken(Files.readString(path).strip(), path);
            } catch (IOException e) {
                throw CommandFailure.usage("cannot read the token file " + path);
            }
        });
    }

    /** The home's token is for the home's gateway: another address gets only a token that was named with it. */
    private Optional<Path> tokenFileOfHome() {
        return cliFile()
                .filter(json ->
                        url.isEmpty() || isAt(url.get(), json.path("url").asText("")))
                .map(json -> world.resolve(json.path("tokenFile").asText()));
    }

    /** Whether the two are one gateway's. */
    static boolean isAt(URI wanted, String known) {
        return !known.isEmpty()
                && String.valueOf(wanted.getScheme())
                        .equalsIgnoreCase(URI.create(known).getScheme())
                && String.valueOf(wanted.getRawAuthority())
                        .equalsIgnoreCase(URI.create(known).getRawAuthority());
    }

    /** Never shows what else it is: part of it may be a token. */
    private static String oneToken(String text, Path path) {
        if (text.isEmpty() || !text.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw CommandFailure.usage("the token file does not hold one token: " + path);
        }
        return text;
    }

    GatewayClient gateway() {
        return new GatewayClient(url(), tenant(), token(), world, trust());
    }

    /** For what nobody has to be somebody for. */
    GatewayClient gatewayWithoutToken() {
        return new GatewayClient(url(), tenant(), Optional.empty(), world, trust());
    }

    /** Whose certificates the gateway may show. */
    SSLContext trust() {
        Optional<Path> file = caFile.or(
                        () -> Optional.ofNullable(world.environment().get("GATEHOUSE_CA_FILE"))
                                .filter(name -> !name.isEmpty()))
                .map(world::resolve)
                .or(() -> cliFile()
                        .map(json -> json.path("caFile").asText(""))
                        .filter(name -> !name.isEmpty())
                        .map(world::resolve));
        try {
            return TrustedCa.context(file);
        } catch (IOException unusable) {
            throw CommandFailure.usage("no CA file: " + unusable.getMessage());
        }
    }

    private String fromHome(String member, String option) {
        return cliFile()
                .map(json -> json.path(member).asText(""))
                .filter(value -> !value.isEmpty())
                .orElseThrow(() -> CommandFailure.usage(
                        "no installation in " + home() + ": start one with ./gatehouse up, or give " + option));
    }

    private Optional<JsonNode> cliFile() {
        Path file = home().resolve("cli.json");
        try {
            return Optional.of(Json.parse(Files.readAllBytes(file)));
        } catch (JsonProcessingException e) {
            throw CommandFailure.usage("not JSON: " + file);
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
