package staunch.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import staunch.http.codec.Method;
import staunch.http.codec.Status;

class RouterTest {
    private final World world = new World();

    @AfterEach
    void end() {
        world.close();
    }

    private static HttpHandler named(String name) {
        return exchange -> exchange.respond(
                Status.OK,
                "text/plain",
                name
                        + exchange.pathParameter("id").map(id -> " id=" + id).orElse("")
                        + exchange.pathParameter("rest")
                                .map(rest -> " rest=" + rest)
                                .orElse(""));
    }

    private static Router router() {
        return new Router()
                .get("/", named("root"))
                .get("/users", named("users"))
                .post("/users", named("new user"))
                .get("/users/{id}", named("user"))
                .get("/users/me", named("me"))
                .put("/users/{id}/name", named("name"))
                .delete("/users/{id}", named("gone"))
                .get("/files/{rest*}", named("files"))
                .get("/files/index", named("index"))
                .get("/a b/ü", named("decoded"))
                .route(Method.of("BREW"), "/pot", named("coffee"))
                .any("/any", named("any"))
                .post("/any", named("posted"));
    }

    private String ask(HttpHandler handler, String method, String target) {
        world.serve(handler);
        RawPeer client = world.dial();
        client.send(method + " " + target + " HTTP/1.1\r\nHost: h\r\n\r\n");
        world.settle();
        return client.take();
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /, root",
        "GET, /?q=/users, root",
        "GET, http://h/users, users",
        "GET, /users, users",
        "POST, /users, new user",
        "GET, /users/7, user id=7",
        "GET, /users/a%2Fb%20c, user id=a/b c",
        "GET, /users/%C3%BC, user id=ü",
        "GET, /users/me, me",
        "GET, /users/m%65, me",
        "DELETE, /users/me, gone id=me",
        "PUT, /users/me/name, name id=me",
        "GET, /files/, files rest=",
        "GET, /files/a/b//c, files rest=a/b//c",
        "GET, /files/.., files rest=..",
        "GET, /files/index, index",
        "GET, /files/index/x, files rest=index/x",
        "GET, /a%20b/%c3%bc, decoded",
        "BREW, /pot, coffee",
        "GET, /any, any",
        "PATCH, /any, any",
        "POST, /any, posted",
    })
    void shouldChoose(String method, String target, String expected) {
        String answer = ask(router(), method, target);
        assertTrue(answer.startsWith("HTTP/1.1 200 OK\r\n"), answer);
        String body = answer.substring(answer.indexOf("\r\n\r\n") + 4);
        assertEquals(
                expected,
                new String(
                        body.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1),
                        java.nio.charset.StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /nobody, 404",
        "GET, /users/, 404",
        "GET, //users, 404",
        "GET, /users/7/, 404",
        "GET, /users//name, 404",
        "GET, /files, 404",
        "GET, /users/../users, 404",
        "GET, /users/%2, 400",
        "GET, /users/%zz, 400",
        "GET, /users/%ff, 400",
        "GET, /users/%00, 400",
        "BREW, /nobody, 404",
    })
    void shouldRefuse(String method, String target, int status) {
        String answer = ask(router(), method, target);
        assertTrue(answer.startsWith("HTTP/1.1 " + status + " "), answer);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "DELETE | /users | GET, HEAD, OPTIONS, POST",
                "POST   | /users/7 | DELETE, GET, HEAD, OPTIONS",
                "GET    | /users/7/name | OPTIONS, PUT",
                "BREW   | / | GET, HEAD, OPTIONS",
            })
    void shouldSayWhatIsAllowed(String method, String target, String allow) {
        String refusal = ask(router(), method, target);
        assertTrue(refusal.startsWith("HTTP/1.1 405 "), refusal);
        assertTrue(refusal.contains("\r\nAllow: " + allow + "\r\n"), refusal);
        String options = ask(router(), "OPTIONS", target);
        assertTrue(options.startsWith("HTTP/1.1 204 "), options);
        assertTrue(options.contains("\r\nAllow: " + allow + "\r\n"), options);
    }

    @Test
    void shouldAnswerOptionsOfTheWholeServer() {
        String answer = ask(router(), "OPTIONS", "*");
        assertTrue(answer.startsWith("HTTP/1.1 204 "), answer);
        assertTrue(answer.contains("\r\nAllow: BREW, DELETE, GET, HEAD, OPTIONS, POST, PUT\r\n"), answer);
    }

    @Test
    void shouldAnswerHeadLikeGetWithoutTheBody() {
        String answer = ask(router(), "HEAD", "/users");
        assertTrue(answer.endsWith("Content-Length: 5\r\n\r\n"), answer);
    }

    @Test
    void shouldGiveWhatIsNowhereToAnotherHandler() {
        String answer = ask(router().otherwise(named("elsewhere")), "POST", "/nobody");
        assertTrue(answer.endsWith("\r\n\r\nelsewhere"), answer);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "users", "/{}", "/{a}/{a}", "/{a*}/b", "/a{b}", "/{a}b", "/users/{other}", "/users", "/{*}"})
    void shouldRefuseWhatIsNoPattern(String pattern) {
        assertThrows(IllegalArgumentException.class, () -> router().get(pattern, named("x")));
    }

    @Test
    void shouldNotChangeWhileItServes() {
        Router router = router();
        ask(router, "GET", "/");
        assertThrows(IllegalStateException.class, () -> router.get("/late", named("late")));
        assertThrows(IllegalStateException.class, () -> router.otherwise(named("late")));
    }
}
