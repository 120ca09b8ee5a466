using System.Collections.Concurrent;
using System.Diagnostics;
using Npgsql;

namespace Colloquy.Postgres.Tests.Plans;

/// <summary>Takes down what is sent through a data source: each batch of statements, with the values that they are given.</summary>
internal sealed class SentBatches : IDisposable
{
    private readonly ConcurrentQueue<IReadOnlyList<SentStatement>> _batches = [];
    private readonly ActivityListener _listener = new()
    {
        ShouldListenTo = static source => source.Name == "Npgsql",
        Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
    };

    private volatile CancellationTokenSource? _end;
    private int _left;

    public SentBatches(string server)
    {
        ActivitySource.AddActivityListener(_listener);
        var builder = new NpgsqlDataSourceBuilder(server);
        builder.ConfigureTracing(tracing => tracing.ConfigureBatchEnrichmentCallback((_, batch) => Add(batch)));
        Source = builder.Build();
    }

    public NpgsqlDataSource Source { get; }

    public IReadOnlyCollection<IReadOnlyList<SentStatement>> All => _batches;

    /// <summary>Makes a call, and cancels it when it has sent some batches: what it would do beyond them costs time, and sends nothing new.</summary>
    public async Task FirstAsync(int count, Func<CancellationToken, Task> call)
    {
        using var end = new CancellationTokenSource();
        (_left, _end) = (count, end);
        await call(end.Token).ContinueWith(static ended => ended.IsCanceled ? Task.CompletedTask : ended, TaskScheduler.Default).Unwrap();
        _end = null;
    }

    public void Dispose()
    {
        Source.Dispose();
        _listener.Dispose();
    }

    private void Add(NpgsqlBatch batch)
    {
        _batches.Enqueue([.. batch.BatchCommands.Cast<NpgsqlBatchCommand>().Select(command => new SentStatement(command.CommandText, [.. command.Parameters.Cast<NpgsqlParameter>().Select(value => value.Clone())]))]);

        // Notifications are sent in the background, and are not of the call.
        if (_end is { } end && !batch.BatchCommands.Cast<NpgsqlBatchCommand>().Any(command => command.CommandText.Contains("pg_notify", StringComparison.Ordinal)) && Interlocked.Decrement(ref _left) == 0)
            end.Cancel();
    }
}
