module example {
    requires staunch.http;
    requires staunch.tls;
}
