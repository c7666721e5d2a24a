package staunch.http;

/** The same rows through TLS. */
class HttpRowsOnTlsClientTest extends HttpRowsOnClientTest {
    @Override
    Transport transport() {
        return Transport.TLS;
    }
}
