module groundup/program-schemas

go 1.22
