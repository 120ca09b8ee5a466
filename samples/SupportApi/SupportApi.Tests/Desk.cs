using System.Diagnostics;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Text.Json;
using System.Threading.Channels;

namespace SupportApi.Tests;

/// <summary>A process of the sample, and requests to it.</summary>
public sealed class Desk : IAsyncDisposable
{
    private readonly Process _process;
    private readonly HttpClient _http;

    private Desk(Process process, string address) => (_process, _http) = (process, new HttpClient { BaseAddress = new Uri(address), Timeout = TimeSpan.FromMinutes(2) });

    public static async Task<Desk> StartAsync(IReadOnlyList<string> settings)
    {
        string[] arguments = ["exec", Path.Combine(AppContext.BaseDirectory, "SupportApi.dll"), "--urls", "http://127.0.0.1:0", "--Colloquy:Agents:support:Model", "offline", .. settings];
        var process = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = AppContext.BaseDirectory })!;
        var lines = Channel.CreateUnbounded<string>();
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var seen = new List<string>();
        await foreach (var line in lines.Reader.ReadAllAsync())
        {
            seen.Add(line);
            if (line.Split("Now listening on: ") is [_, var address])
                return new Desk(process, address);
        }

        throw new InvalidOperationException($"The sample did not start:\n{string.Join('\n', seen)}");

        void Keep(string? line)
        {
            // The end of the output is the end of the process.
            if (line is null)
                lines.Writer.TryComplete();
            else
                lines.Writer.TryWrite(line);
        }
    }

    public Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? user, object? body = null, bool isSupervisor = false)
    {
        var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        if (user is not null)
            request.Headers.Add("X-User", user);
        if (isSupervisor)
            request.Headers.Add("X-Role", "supervisor");
        return _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    /// <summary>Opens a conversation, and returns its id.</summary>
    public async Task<string> OpenAsync(string user) => (await JsonAsync(HttpMethod.Post, "/conversations", user)).GetProperty("id").GetString()!;

    public async Task<JsonElement> JsonAsync(HttpMethod method, string path, string user, bool isSupervisor = false)
    {
        using var response = await SendAsync(method, path, user, isSupervisor: isSupervisor);
        return (await response.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>())!;
    }

    /// <summary>Sends a message, and reads all events of the turn.</summary>
    public async Task<List<Event>> SayAsync(string user, string id, string text)
    {
        using var response = await SendAsync(HttpMethod.Post, $"/conversations/{id}/messages", user, new { text });
        return await Event.ReadAsync(response).ToListAsync();
    }

    public async Task<string> ReadAsync(string user, string id) =>
        string.Join('\n', (await JsonAsync(HttpMethod.Get, $"/conversations/{id}", user)).EnumerateArray().Select(message => $"{message.GetProperty("role")}: {message.GetProperty("text")}"));

    /// <summary>Ends the process as a crash does.</summary>
    public void Kill() => _process.Kill(entireProcessTree: true);

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _http.Dispose();
    }
}

/// <summary>An event that the sample sent.</summary>
public sealed record Event(string Type, JsonElement Data)
{
    public string? this[string name] => Data.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value.ToString() : null;

    public static async IAsyncEnumerable<Event> ReadAsync(HttpResponseMessage response)
    {
        Assert.Equal("text/event-stream", response.EnsureSuccessStatusCode().Content.Headers.ContentType?.MediaType);
        await using var stream = await response.Content.ReadAsStreamAsync();
        await foreach (var item in SseParser.Create(stream).EnumerateAsync())
            yield return new Event(item.EventType, JsonElement.Parse(item.Data));
    }
}
