using System.Text.Json;
using Colloquy.Offline;

namespace Banking.Tests.StandIn;

/// <summary>Finds tools and their results, whatever their host adds to their names.</summary>
internal static class RequestExtensions
{
    /// <summary>Calls a tool.</summary>
    public static OfflineAnswer Call(this OfflineRequest request, string tool, params IEnumerable<(string Name, object? Value)> arguments) =>
        OfflineAnswer.Call(new OfflineCall(
            request.Tools.FirstOrDefault(known => known.Name.EndsWith(tool, StringComparison.Ordinal))?.Name ?? tool,
            arguments.ToDictionary(argument => argument.Name, argument => argument.Value)));

    /// <summary>Returns the result of a tool that was called in this turn; null when it was not.</summary>
    public static JsonElement? ResultOf(this OfflineRequest request, string tool) =>
        request.RunsOfThisTurn.LastOrDefault(run => run.Tool.EndsWith(tool, StringComparison.Ordinal) && !run.Failed)?.Value();

    /// <summary>Returns the result of a call. A note that the server was started anew comes before it, on a line of its own.</summary>
    public static JsonElement Value(this OfflineToolRun run) => JsonElement.Parse(run.Text[(run.Text.LastIndexOf('\n') + 1)..]);
}
