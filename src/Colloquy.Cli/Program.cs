using Colloquy.Cli;

using var interrupts = new Interrupts();
using var signals = interrupts.Listen();
return await CommandLine.RunAsync(args, CliHost.OfProcess(interrupts)).ConfigureAwait(false);
