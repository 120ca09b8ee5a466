using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using Colloquy.Sqlite;
using Microsoft.Agents.AI;
using Microsoft.Extensions.AI;

namespace Colloquy.AgentFramework.Tests.Agents;

/// <summary>A turn whose process is killed as <c>kill -9</c> does, and what another process makes of the serialized session.</summary>
public sealed class KilledProcessTests : IDisposable
{
    /// <summary>Names the folder of a process that is started to be killed.</summary>
    private const string Variable = "COLLOQUY_KILLED_IN";

    private static readonly string? s_killedIn = Environment.GetEnvironmentVariable(Variable);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("colloquy-");

    [Fact]
    [Trait("Tier", "Long")]
    public async Task A_turn_whose_process_was_killed_in_the_second_tool_is_finished_by_another_and_the_first_tool_does_not_run_again()
    {
        using (var process = Start())
        {
            var said = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.True(process.ExitCode == 137, $"The process ended with {process.ExitCode}, and was to be killed. {said}");
        }

        Assert.Equal(["pay", "ship"], ReadEffects());

        await using var store = await OpenAsync(_folder.FullName);
        var agent = CreateAgent(store, _folder.FullName);
        var session = await agent.DeserializeSessionAsync(JsonElement.Parse(await File.ReadAllTextAsync(SessionIn(_folder.FullName))));
        var response = await agent.ResumeAsync(session);

        Assert.Equal("done", response?.Text);
        Assert.Equal(["pay", "ship", "ship"], ReadEffects());
        var items = await session.GetColloquySession().GetItemsAsync();
        Assert.Equal(["user", "assistant", "tool", "assistant", "tool", "assistant"], items.Select(item => item.Role.Value));
        Assert.Equal(["paid 7", "shipped 7"], items.SelectMany(item => item.Message.Contents).OfType<FunctionResultContent>().Select(result => $"{result.Result}"));
        Assert.Null(await agent.ResumeAsync(session));
    }

    /// <summary>What the process of the other test does.</summary>
    [Fact(Explicit = true)]
    public async Task Is_killed_in_the_second_tool()
    {
        var folder = s_killedIn ?? throw new InvalidOperationException($"This test ends its process, so only another test starts it, with {Variable}.");
        await using var store = await OpenAsync(folder);
        var agent = CreateAgent(store, folder);
        var session = await agent.CreateSessionAsync();
        await File.WriteAllTextAsync(SessionIn(folder), (await agent.SerializeSessionAsync(session)).GetRawText());

        await agent.RunAsync("pay and ship", session);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static string SessionIn(string folder) => Path.Combine(folder, "session.json");

    private static string EffectsIn(string folder) => Path.Combine(folder, "effects.txt");

    private static Task<SqliteSessionStore> OpenAsync(string folder) => SqliteSessionStore.OpenAsync(Path.Combine(folder, "desk.db"));

    /// <summary>The same agent in each process. Its tools note that they ran; the second dies in the process that is to be killed.</summary>
    private static ColloquyAIAgent CreateAgent(ISessionStore store, string folder)
    {
        AITool pay = AIFunctionFactory.Create((int amount) => Note("pay", $"paid {amount}"), "pay");
        AITool ship = AgentTool.Create((int amount) => Note("ship", $"shipped {amount}"), "ship", idempotent: true);
        return DeskModel.Calling("pay", "ship").AsAIAgent(
            store,
            new ChatClientAgentOptions { Name = "desk", ChatOptions = new ChatOptions { Tools = [pay, ship] } },
            new ColloquyAgentOptions { Run = new() { LeaseDuration = TimeSpan.FromSeconds(1) } });

        string Note(string tool, string result)
        {
            File.AppendAllText(EffectsIn(folder), tool + "\n");
            if (s_killedIn is not null && tool == "ship")
                Process.GetCurrentProcess().Kill();
            return result;
        }
    }

    private Process Start()
    {
        var host = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../../dotnet"));
        var test = $"{typeof(KilledProcessTests).FullName}.{nameof(Is_killed_in_the_second_tool)}";
        var start = new ProcessStartInfo(host, ["exec", typeof(KilledProcessTests).Assembly.Location, "-noLogo", "-noColor", "-explicit", "only", "-method", test]) { RedirectStandardOutput = true };
        start.Environment[Variable] = _folder.FullName;
        return Process.Start(start)!;
    }

    private string[] ReadEffects() => File.ReadAllLines(EffectsIn(_folder.FullName));
}
