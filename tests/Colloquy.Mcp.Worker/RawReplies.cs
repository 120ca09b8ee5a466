using System.Text.Json.Nodes;

namespace Colloquy.Mcp.Worker;

/// <summary>What a server of raw JSON answers, by method: files in a folder, so that a test changes them while the server runs. <c>$id</c> stands for the request's id, <c>$count</c> for how often the method was asked for, <c>$much</c> for 65 MiB of text.</summary>
public sealed class RawReplies(string folder)
{
    /// <summary>The environment variable that names the folder.</summary>
    public const string Variable = "RAW_REPLIES";

    /// <summary>Answers a method with a whole message, or with several, one a line.</summary>
    public void Set(string method, string raw) => File.WriteAllText(FileOf(method), raw);

    /// <summary>Answers a method with a result.</summary>
    public void SetResult(string method, string result) => Set(method, Result(result));

    /// <summary>Answers a method at a cursor with a result.</summary>
    public void SetPage(string method, string cursor, string result) => Set($"{method}@{cursor}", Result(result));

    /// <summary>How often a method was asked for.</summary>
    public int CountOf(string method) => File.Exists(FileOf(method) + ".count") ? (int)new FileInfo(FileOf(method) + ".count").Length : 0;

    /// <summary>The answer to a message; null for none.</summary>
    public string? Answer(string line)
    {
        var message = JsonNode.Parse(line)!;
        if (message["id"] is not { } id)
            return null;

        var method = (string)message["method"]!;
        File.AppendAllText(FileOf(method) + ".count", "x");
        var cursor = (string?)message["params"]?["cursor"];
        var file = FileOf(cursor is null ? method : $"{method}@{cursor}");
        var reply = File.Exists(file) ? File.ReadAllText(file) : File.Exists(FileOf(method)) ? File.ReadAllText(FileOf(method)) : method switch
        {
            "initialize" => Result("""{"protocolVersion":"2025-06-18","capabilities":{"tools":{},"prompts":{},"resources":{}},"serverInfo":{"name":"raw","version":"1.0.0"}}"""),
            "tools/list" => Result("""{"tools":[{"name":"ask","inputSchema":{"type":"object"}}]}"""),
            _ => """{"jsonrpc":"2.0","id":$id,"error":{"code":-32601,"message":"There is no such method."}}""",
        };
        if (reply.Contains("$much", StringComparison.Ordinal))
            reply = reply.Replace("$much", new string('x', 65 * 1024 * 1024), StringComparison.Ordinal);
        return reply.Replace("$id", id.ToJsonString(), StringComparison.Ordinal).Replace("$count", CountOf(method).ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
    }

    /// <summary>Answers on standard output what comes from standard input.</summary>
    internal static async Task<int> ServeAsync()
    {
        var replies = new RawReplies(Environment.GetEnvironmentVariable(Variable)!);
        using var output = Console.OpenStandardOutput();
        while (await Console.In.ReadLineAsync() is { } line)
        {
            if (replies.Answer(line) is { } answer)
                await output.WriteAsync(System.Text.Encoding.UTF8.GetBytes(answer + "\n"));
        }

        return 0;
    }

    /// <summary>A whole message with a result.</summary>
    public static string Result(string result) => $$"""{"jsonrpc":"2.0","id":$id,"result":{{result}}}""";

    private string FileOf(string method) => Path.Combine(folder, method.Replace('/', '_'));
}
