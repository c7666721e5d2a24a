"""Python's http.client as a peer of Staunch: http_peer.py URL AUTHORITY QUESTIONS ANSWER

Each question is the lines METHOD, PATH, BODY or -, CHUNKED_UPLOAD or CONTINUE or -, those of the fields, and an empty one.
All are asked on one connection; the answers go to ANSWER.0.head, ANSWER.0.body and so on.
"""
import http.client
import ssl
import sys
import urllib.parse

url, authority, questions, answer = sys.argv[1:]
parsed = urllib.parse.urlsplit(url)
if parsed.scheme == 'https':
    context = ssl.create_default_context(cafile=authority)
    connection = http.client.HTTPSConnection(parsed.hostname, parsed.port, context=context)
else:
    connection = http.client.HTTPConnection(parsed.hostname, parsed.port)


def pieces(file):
    while piece := file.read(50_000):
        yield piece


with open(questions) as file:
    asked = file.read().rstrip('\n').split('\n\n')
for number, question in enumerate(asked):
    method, path, body, need, *fields = question.split('\n')
    headers = dict(field.split(': ', 1) for field in fields)
    if need == 'CONTINUE':
        headers['Expect'] = '100-continue'
    if body == '-':
        connection.request(method, path, headers=headers)
    else:
        with open(body, 'rb') as file:
            if need == 'CHUNKED_UPLOAD':
                headers['Transfer-Encoding'] = 'chunked'
                connection.request(method, path, pieces(file), headers, encode_chunked=True)
            else:
                file.seek(0, 2)
                headers['Content-Length'] = str(file.tell())
                file.seek(0)
                connection.request(method, path, file, headers)
    response = connection.getresponse()
    with open(f'{answer}.{number}.body', 'wb') as file:
        file.write(response.read())
    with open(f'{answer}.{number}.head', 'w') as file:
        file.write(f'HTTP/1.1 {response.status}\n')
        file.writelines(f'{name}: {value}\n' for name, value in response.getheaders())
