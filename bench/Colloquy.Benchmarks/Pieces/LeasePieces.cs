using BenchmarkDotNet.Attributes;

namespace Colloquy.Benchmarks;

/// <summary>A lease without a store: taken on a free session, renewed, and stored.</summary>
public class LeasePieces
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch;
    private static readonly LeaseRequest Acquire = LeaseRequest.Acquire("support", TimeSpan.FromSeconds(30), LeasePlace.Back);

    private readonly LeaseState _held = LeaseState.Free.Apply(Acquire, Now, out _);

    [Benchmark(Description = "acquire a free lease")]
    public LeaseState AcquireFree() => LeaseState.Free.Apply(Acquire, Now, out _);

    [Benchmark(Description = "renew a lease")]
    public LeaseState Renew() => _held.Apply(LeaseRequest.Renew(new LeaseToken(1), TimeSpan.FromSeconds(30)), Now, out _);

    [Benchmark(Description = "write and read a lease's JSON")]
    public LeaseState Store() => LeaseState.FromJson(_held.ToJson());
}
