using Colloquy.Sqlite;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Time.Testing;

namespace Colloquy.AgentFramework.Tests;

/// <summary>A file of sessions, which each process opens anew, with tools that count what they did.</summary>
internal sealed class Desk : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("colloquy-");
    private SqliteSessionStore? _open;
    private KillableStore? _process;

    public FakeTimeProvider Time { get; } = new(DateTimeOffset.Parse("2026-11-30T08:00:00Z", System.Globalization.CultureInfo.InvariantCulture));

    public int Paid { get; private set; }

    public int Shipped { get; private set; }

    public int Refunded { get; private set; }

    /// <summary>Whether the process dies within the next call of <c>ship</c>.</summary>
    public bool DiesShipping { get; set; }

    public IList<AITool> Tools =>
    [
        AIFunctionFactory.Create((int amount) => { Paid++; return $"paid {amount}"; }, "pay"),
        AIFunctionFactory.Create(Ship, "ship"),
        new ApprovalRequiredAIFunction(AIFunctionFactory.Create((int amount) => { Refunded++; return $"refunded {amount}"; }, "refund")),
    ];

    /// <summary>Starts a process: the file is opened anew, and nothing of the last process is left.</summary>
    public async Task<ISessionStore> StartAsync()
    {
        if (_open is not null)
            await _open.DisposeAsync();
        Time.Advance(TimeSpan.FromMinutes(1));
        _open = await SqliteSessionStore.OpenAsync(Path.Combine(_folder.FullName, "desk.db"), new SqliteSessionStoreOptions { TimeProvider = Time });
        return _process = new KillableStore(_open);
    }

    public async ValueTask DisposeAsync()
    {
        if (_open is not null)
            await _open.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private string Ship(int amount)
    {
        if (!DiesShipping)
            return $"shipped {++Shipped} for {amount}";

        _process!.Kill();
        throw new ProcessDiedException();
    }

    private sealed class KillableStore(ISessionStore store) : DelegatingSessionStore(store)
    {
        private volatile bool _dead;

        protected override ISessionStore Inner => _dead ? throw new ProcessDiedException() : base.Inner;

        public void Kill() => _dead = true;
    }

    private sealed class ProcessDiedException : Exception;
}
