package dev.gatehouse.gateway.login;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;

import dev.gatehouse.gateway.identity.TestAccess;
import dev.gatehouse.gateway.sso.FakeIssuer;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A browser as far as this test needs one: it keeps cookies and follows nothing by itself. */
final class Browser {
    private static final Pattern FORM_TOKEN = Pattern.compile("name=\"token\" value=\"([^\"]+)\"");

    private final String tenant;
    private final String provider;
    private final Map<String, String> cookies = new HashMap<>();

    /** One that logs in by that provider. */
    Browser(String tenant, String provider) {
        this.tenant = tenant;
        this.provider = provider;
    }

    Browser with(String cookie, String value) {
        cookies.put(cookie, value);
        return this;
    }

    boolean has(String cookie) {
        return cookies.containsKey(cookie);
    }

    String value(String cookie) {
        return cookies.getOrDefault(cookie, "");
    }

    static void apply(TestAccess.Account owner, String yaml) {
        given().auth()
                .oauth2(owner.token())
                .contentType("application/yaml")
                .body(yaml.getBytes(StandardCharsets.UTF_8))
                .post("/api/v1/" + owner.tenant() + "/apply")
                .then()
                .statusCode(200);
    }

    Response get(String path) {
        return keeping(request().get(path));
    }

    Response post(String path, String form) {
        return keeping(request()
                .contentType("application/x-www-form-urlencoded")
                .body(form)
                .post(path));
    }

    /** What the provider posts, which is no browser. */
    Response tellLogout(String token) {
        return given().contentType("application/x-www-form-urlencoded")
                .body("logout_token=" + token)
                .post("/login/" + tenant + "/" + provider + "/backchannel-logout");
    }

    private RequestSpecification request() {
        RequestSpecification request = given().redirects().follow(false).urlEncodingEnabled(false);
        return cookies.isEmpty()
                ? request
                : request.header(
                        "Cookie",
                        cookies.entrySet().stream()
                                .map(each -> each.getKey() + "=" + each.getValue())
                                .collect(Collectors.joining("; ")));
    }

    private Response keeping(Response answer) {
        for (String header : answer.headers().getValues("Set-Cookie")) {
            String pair = header.substring(0, header.indexOf(';'));
            String name = pair.substring(0, pair.indexOf('='));
            if (header.endsWith("Max-Age=0")) {
                cookies.remove(name);
            } else {
                cookies.put(name, pair.substring(name.length() + 1));
            }
        }
        return answer;
    }

    /** Begins a login at which the provider lets the person in; the path that it sends the browser back to. */
    String answered(FakeIssuer issuer, String person, String... more) {
        String query = Arrays.stream(more)
                .filter(each -> each.startsWith("?"))
                .findFirst()
                .orElse("");
        String[] groups =
                Arrays.stream(more).filter(each -> !each.startsWith("?")).toArray(String[]::new);
        Response asked = get("/login/" + tenant + "/" + provider + query);
        Map<String, String> question = Arrays.stream(
                        URI.create(asked.header("Location")).getRawQuery().split("&", -1))
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
        issuer.answerCodesWith(issuer.idToken(person, question.getOrDefault("nonce", ""), groups));
        return "/login/" + tenant + "/" + provider + "/callback?code=c1&state=" + question.get("state") + "&iss="
                + URLEncoder.encode(issuer.issuer(), StandardCharsets.UTF_8);
    }

    Response logIn(FakeIssuer issuer, String person, String... more) {
        return get(answered(issuer, person, more));
    }

    /** The answer says why, and there is no session. */
    void refused(Response answer, int status, String reason) {
        answer.then().statusCode(status).body(containsString(reason));
        assertThat(has(SessionCookie.NAME)).isFalse();
        get("/account/" + tenant).then().statusCode(303).header("Location", containsString("/login/" + tenant));
    }

    String formToken(Response page) {
        var found = FORM_TOKEN.matcher(page.asString());
        assertThat(found.find()).isTrue();
        return found.group(1);
    }
}
