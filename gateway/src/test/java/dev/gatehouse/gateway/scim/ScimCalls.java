package dev.gatehouse.gateway.scim;

import static io.restassured.RestAssured.given;

import dev.gatehouse.gateway.identity.TestAccess;
import io.restassured.config.EncoderConfig;
import io.restassured.config.RestAssuredConfig;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** Requests of one new SCIM client of a tenant, whose bodies are written with single quotes. */
public final class ScimCalls {
    private final String tenant;
    private final String token;
    private final String client;

    private ScimCalls(String tenant, String token, String client) {
        this.tenant = tenant;
        this.token = token;
        this.client = client;
    }

    public static ScimCalls newClient(TestAccess access, String tenant) {
        var owner = access.account(tenant, "Owner", "root");
        Response made = given().header("Authorization", "Bearer " + owner.token())
                .contentType(ContentType.JSON)
                .body("{\"name\": \"c-" + UUID.randomUUID().toString().substring(0, 13) + "\"}")
                .post("/api/v1/" + tenant + "/scim-clients");
        made.then().statusCode(201);
        return new ScimCalls(tenant, made.path("token"), made.path("id"));
    }

    public String client() {
        return client;
    }

    String token() {
        return token;
    }

    RequestSpecification request() {
        return given().config(RestAssuredConfig.config()
                        .encoderConfig(EncoderConfig.encoderConfig()
                                .appendDefaultContentCharsetToContentTypeIfUndefined(false)
                                .encodeContentTypeAs("application/scim+json", ContentType.TEXT)))
                .urlEncodingEnabled(true)
                .header("Authorization", "Bearer " + token);
    }

    String url(String path) {
        return "/scim/" + tenant + "/v2" + path;
    }

    Response get(String path, String... parameters) {
        RequestSpecification request = request();
        for (int i = 0; i < parameters.length; i += 2) {
            request.queryParam(parameters[i], parameters[i + 1]);
        }
        return request.get(url(path));
    }

    Response post(String path, String body) {
        return with(body).post(url(path));
    }

    public Response put(String path, String body) {
        return with(body).put(url(path));
    }

    public Response patch(String path, String operations) {
        return with("{'schemas':['urn:ietf:params:scim:api:messages:2.0:PatchOp'],'Operations':[" + operations + "]}")
                .patch(url(path));
    }

    public Response delete(String path) {
        return request().delete(url(path));
    }

    RequestSpecification with(String body) {
        return request()
                .contentType("application/scim+json")
                .body(body.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    /** The id of a new user of that name. */
    public String user(String userName) {
        return made(post("/Users", "{'userName':'" + userName + "'}"));
    }

    /** The id of a new group of that name. */
    public String group(String name, String... members) {
        var list = new StringBuilder();
        for (String each : members) {
            list.append(list.isEmpty() ? "" : ",")
                    .append("{'value':'")
                    .append(each)
                    .append("'}");
        }
        return made(post("/Groups", "{'displayName':'" + name + "','members':[" + list + "]}"));
    }

    static String made(Response response) {
        response.then().statusCode(201);
        return response.path("id");
    }
}
