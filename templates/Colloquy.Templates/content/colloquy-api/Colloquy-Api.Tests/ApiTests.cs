using System.Net;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Text.Json;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;

namespace ApiNamespace.Tests;

public sealed class ApiTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("api-tests-");
    private readonly WebApplicationFactory<Program> _api;

    public ApiTests() => _api = Start();

    [Fact]
    public async Task An_answer_is_streamed()
    {
        var answer = await AskAsync(_api, "ines", "Please open a case: pump P-12 leaks.");

        Assert.Contains("Case 101 is open", answer);
    }

#if (Sqlite)
    [Fact]
    public async Task A_conversation_survives_a_restart()
    {
        await AskAsync(_api, "ines", "My destination is Lisbon.");
        await _api.DisposeAsync();

        await using var restarted = Start();
        var answer = await AskAsync(restarted, "ines", "What is my destination?");

        Assert.Contains("Lisbon", answer);
    }

#endif
    [Fact]
    public async Task The_session_of_another_user_is_not_found()
    {
        await AskAsync(_api, "ines", "Hello.");

        Assert.Equal(HttpStatusCode.OK, (await GetAsync("ines")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await GetAsync("marek")).StatusCode);
    }

    [Fact]
    public async Task The_store_is_healthy() =>
        Assert.Equal("Healthy", await _api.CreateClient().GetStringAsync("/health", Token));

    public void Dispose()
    {
        _api.Dispose();
        _folder.Delete(recursive: true);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private WebApplicationFactory<Program> Start() => new WebApplicationFactory<Program>().WithWebHostBuilder(host => host
#if (Sqlite)
        .UseSetting("Store", Path.Combine(_folder.FullName, "test.db"))
#endif
        .UseSetting("COLLOQUY_MODEL", "offline"));

    private static async Task<string> AskAsync(WebApplicationFactory<Program> api, string user, string text)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/sessions/case-17") { Content = JsonContent.Create(new { text }) };
        request.Headers.Add("X-User", user);
        using var response = await api.CreateClient().SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Token);

        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        await foreach (var update in SseParser.Create(await response.Content.ReadAsStreamAsync(Token)).EnumerateAsync(Token))
        {
            if (update.EventType == "answer")
                return JsonElement.Parse(update.Data).GetProperty("text").GetString()!;
        }

        throw new InvalidOperationException("The stream ended without an answer.");
    }

    private async Task<HttpResponseMessage> GetAsync(string user)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/sessions/case-17");
        request.Headers.Add("X-User", user);
        return await _api.CreateClient().SendAsync(request, Token);
    }
}
