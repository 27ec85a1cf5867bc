import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Logs in to OpenBao as this run, reads one secret, and says how long it is.
 *
 * <p>Run as {@code java Login.java ADDRESS}; the run's token is in {@code openbao.jwt}, which the worker renews.
 */
class Login {
    static final HttpClient HTTP = HttpClient.newHttpClient();

    public static void main(String[] args) throws IOException, InterruptedException {
        String jwt = Files.readString(Path.of("openbao.jwt"));

        String login = answer(HttpRequest.newBuilder(URI.create(args[0] + "/v1/auth/gatehouse/login"))
                .POST(HttpRequest.BodyPublishers.ofString("{\"role\": \"etl-report\", \"jwt\": \"" + jwt + "\"}")));
        System.out.println("logged in");

        String secret = answer(HttpRequest.newBuilder(URI.create(args[0] + "/v1/secret/data/etl/warehouse"))
                .header("X-Vault-Token", member(login, "client_token")));
        String password = member(secret, "password");
        System.out.println("the password has " + password.length() + " characters");
        Files.writeString(
                Path.of(System.getenv("GATEHOUSE_OUTPUTS")), "{\"characters\": " + password.length() + "}");
    }

    static String answer(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> answer = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            System.err.println("OpenBao answered " + answer.statusCode() + ": " + answer.body().strip());
            System.exit(1);
        }
        return answer.body();
    }

    /** Enough for answers whose texts have nothing to escape. */
    static String member(String json, String name) {
        Matcher found = Pattern.compile("\"" + name + "\":\"([^\"]*)\"").matcher(json);
        if (!found.find()) {
            throw new IllegalStateException("no member " + name);
        }
        return found.group(1);
    }
}
