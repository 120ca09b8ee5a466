// Each run is recorded, and reported as one page: artifacts/colloquy/Banking.Tests/report.html.
[assembly: ConversationExtensions(typeof(RunReporter))]
