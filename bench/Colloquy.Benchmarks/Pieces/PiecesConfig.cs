using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace Colloquy.Benchmarks;

/// <summary>How the pieces are measured: short runs in this process, since a project of BenchmarkDotNet's own would build everything again.</summary>
internal sealed class PiecesConfig : ManualConfig
{
    public PiecesConfig()
    {
        Add(DefaultConfig.Instance);
        AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance));
        AddDiagnoser(MemoryDiagnoser.Default);
    }
}
