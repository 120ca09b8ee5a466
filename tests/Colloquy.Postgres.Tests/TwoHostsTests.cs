using System.Diagnostics;
using Colloquy.Tests.Postgres;

namespace Colloquy.Postgres.Tests;

/// <summary>The sample of two processes on one database, as its README describes it.</summary>
public sealed class TwoHostsTests
{
    [Fact(Timeout = 120_000)]
    public async Task One_session_is_served_by_two_processes_and_one_finishes_the_turn_of_the_other_that_is_killed()
    {
        var database = await SharedServer.CreateDatabaseAsync();
        using var a = new DeskProcess("A", database);
        using var b = new DeskProcess("B", database);
        await a.ReadUntilAsync("has opened session");
        await b.ReadUntilAsync("has opened session");

        a.Write("hello");
        await b.ReadUntilAsync("[B] assistant: Hello!");
        b.Write("what did I say first?");
        await a.ReadUntilAsync("[A] assistant: (offline stand-in) You said:");

        a.Write("overhaul the pump in hall 2");
        await a.ReadUntilAsync("step 2 of 5");
        a.Kill();
        await b.ReadUntilAsync("step 5 of 5");
        Assert.Contains("'overhaul the pump in hall 2' was done by B.", await b.ReadUntilAsync("[B] assistant: "), StringComparison.Ordinal);

        using var again = new DeskProcess("A", database);
        await again.ReadUntilAsync("has opened session");
        b.Write("hello");
        await again.ReadUntilAsync("[A] assistant: ");
        b.Write("bye");
        await b.EndAsync();
    }

    /// <summary>A process of the sample.</summary>
    private sealed class DeskProcess : IDisposable
    {
        private static readonly TimeSpan Longest = TimeSpan.FromSeconds(40);

        private readonly Process _process;
        private readonly List<string> _said = [];

        // Beside the tests' own folder, in the same configuration.
        private static string Program => Path.Combine(AppContext.BaseDirectory.Replace(Path.Combine("tests", "Colloquy.Postgres.Tests"), Path.Combine("samples", "TwoHosts"), StringComparison.Ordinal), "TwoHosts.dll");

        public DeskProcess(string name, string database)
        {
            var start = new ProcessStartInfo("dotnet", [Program, name, database])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                Environment = { ["COLLOQUY_MODEL"] = "offline" },
            };
            _process = Process.Start(start)!;
        }

        public void Write(string line) => _process.StandardInput.WriteLine(line);

        /// <summary>Reads lines until one contains a text, and returns it.</summary>
        public async Task<string> ReadUntilAsync(string text)
        {
            try
            {
                while (await _process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Longest) is { } line)
                {
                    _said.Add(line);
                    if (line.Contains(text, StringComparison.Ordinal))
                        return line;
                }
            }
            catch (TimeoutException)
            {
            }

            throw new InvalidOperationException($"The process did not say '{text}'. It said: {string.Join('\n', _said)}");
        }

        public void Kill() => _process.Kill();

        public Task EndAsync() => _process.WaitForExitAsync(TestContext.Current.CancellationToken);

        public void Dispose()
        {
            _process.Kill();
            _process.Dispose();
        }
    }
}
