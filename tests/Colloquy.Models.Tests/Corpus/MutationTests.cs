using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using Xunit;

namespace Colloquy.Models.Tests;

/// <summary>The recorded oddities with values changed at random: whatever arrives, a call gives an answer or fails as a failure of the model.</summary>
public sealed class MutationTests(ITestOutputHelper output)
{
    private const int Rounds = 300;

    private static readonly string[] s_values =
        ["null", "\"\"", "\"text\"", "0", "-1", "1.5", "1e300", "99999999999999999999", "true", "false", "[]", "{}", "[null]", "[1,\"a\"]", "{\"a\":1}", "[{}]", "{\"type\":\"text\",\"text\":\"x\"}", "\"HALF\"", "\"2024-01-01\""];

    [Theory]
    [InlineData("completions")]
    [InlineData("responses")]
    [InlineData("anthropic")]
    public async Task Whatever_arrives_is_an_answer_or_a_failure_of_the_model(string protocol)
    {
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var cases = WireCase.Names.Select(WireCase.Read).Where(oddity => oddity.Protocol == protocol).ToList();

        for (var i = 0; i < Rounds; i++)
        {
            var oddity = cases[random.Next(cases.Count)];
            var body = random.Next(4) == 0 ? ChangeBytes(oddity.Body, random) : ChangeValues(Encoding.UTF8.GetString(oddity.Body), random);
            using var http = new HttpClient(new Answering(body));

            string? failure = null;
            var wrong = await Record.ExceptionAsync(async () => failure = (await WireOutcome.OfAsync(Open(protocol, http), oddity.IsStreamed))["failure"]?["message"]?.ToString());

            Assert.True(wrong is null && failure?.Contains("does not know its form", StringComparison.Ordinal) is not true, $"{oddity.Name}, round {i}: {wrong}{failure}\n{Encoding.UTF8.GetString(body)}");
        }
    }

    private static IChatClient Open(string protocol, HttpClient http)
    {
        var connection = Clients.Connection(new Uri("http://localhost/v1/")) with { HttpClient = http };
        return protocol switch
        {
            "completions" => new OpenAIChatClient("m", connection),
            "responses" => new OpenAIResponsesChatClient("m", connection),
            _ => AnthropicChatClient.Create("m", connection with { Endpoint = new Uri("http://localhost/") }),
        };
    }

    private static byte[] ChangeBytes(byte[] body, Random random)
    {
        List<byte> bytes = [.. body];
        for (var i = random.Next(1, 4); i > 0 && bytes.Count > 0; i--)
        {
            var at = random.Next(bytes.Count);
            if (random.Next(3) == 0)
                bytes.RemoveRange(at, Math.Min(bytes.Count - at, random.Next(1, 40)));
            else
                bytes[at] = (byte)random.Next(256);
        }

        return [.. bytes];
    }

    // A line of a stream, or the whole, is JSON behind its field's name.
    private static byte[] ChangeValues(string body, Random random)
    {
        var lines = body.Split('\n');
        for (var i = random.Next(1, 3); i > 0; i--)
        {
            var at = random.Next(lines.Length);
            var start = lines[at].IndexOf('{', StringComparison.Ordinal);
            if (start >= 0 && TryChange(lines[at][start..], random) is { } changed)
                lines[at] = lines[at][..start] + changed.Replace("HALF", "\\ud800", StringComparison.Ordinal);
        }

        return Encoding.UTF8.GetBytes(string.Join('\n', lines));
    }

    private static JsonNode Change(JsonNode root, Random random)
    {
        List<JsonNode> places = [];
        Collect(root, places);
        if (places.Count == 0)
            return root;

        var value = JsonNode.Parse(s_values[random.Next(s_values.Length)]);
        switch (places[random.Next(places.Count)])
        {
            case JsonObject json:
                var name = json.ElementAt(random.Next(json.Count)).Key;
                if (random.Next(4) == 0)
                    json.Remove(name);
                else
                    json[name] = value;
                break;
            case JsonArray array:
                array[random.Next(array.Count)] = value;
                break;
        }

        return root;
    }

    private static void Collect(JsonNode? node, List<JsonNode> places)
    {
        if (node is JsonObject { Count: > 0 } or JsonArray { Count: > 0 })
            places.Add(node);
        foreach (var inner in node switch { JsonObject json => json.Select(field => field.Value), JsonArray array => array, _ => [] })
            Collect(inner, places);
    }

    private static string? TryChange(string text, Random random)
    {
        try
        {
            return JsonNode.Parse(text) is { } json ? Change(json, random).ToJsonString() : null;
        }
        catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException)
        {
            // What is no JSON, or holds half a surrogate pair already, stays as it is.
            return null;
        }
    }

    private sealed class Answering(byte[] body) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent(body), RequestMessage = request });
    }
}
